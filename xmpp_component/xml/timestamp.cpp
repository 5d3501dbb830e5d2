#include "xmpp_component/xml/timestamp.hpp"

#include <charconv>
#include <chrono>
#include <cstdio>

namespace bascule::xmpp {

namespace {

using std::chrono::milliseconds;

/// Takes a text from the left; once something is not as expected, all that follows fails.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_{text} {}

    int number(std::size_t digits) {
        int value = 0;
        const auto field = rest_.substr(0, digits);
        const auto* end = field.data() + field.size();
        const auto parsed = std::from_chars(field.data(), end, value);
        const bool starts_with_digit = !field.empty() && field.front() != '-';
        is_good_ = is_good_ && field.size() == digits && starts_with_digit && parsed.ptr == end;
        rest_.remove_prefix(field.size());
        return value;
    }

    bool take(char expected) {
        if (rest_.empty() || rest_.front() != expected) {
            return false;
        }
        rest_.remove_prefix(1);
        return true;
    }

    void expect(char expected) { is_good_ = take(expected) && is_good_; }

    // The digits of a fraction, of which the first three matter.
    int thousandths() {
        int value = 0;
        int weight = 100;
        while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
            value += (rest_.front() - '0') * weight;
            weight /= 10;
            rest_.remove_prefix(1);
        }
        return value;
    }

    bool is_done() const { return is_good_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool is_good_ = true;
};

std::chrono::minutes scan_offset(Scanner& scanner) {
    if (scanner.take('Z')) {
        return {};
    }
    const int sign = scanner.take('-') ? -1 : 1;
    if (sign > 0) {
        scanner.expect('+');
    }
    const std::chrono::hours hours{scanner.number(2)};
    scanner.expect(':');
    return sign * (hours + std::chrono::minutes{scanner.number(2)});
}

} // namespace

std::optional<std::int64_t> parse_timestamp(std::string_view text) {
    Scanner scanner{text};
    const std::chrono::year year{scanner.number(4)};
    scanner.expect('-');
    const std::chrono::month month{static_cast<unsigned>(scanner.number(2))};
    scanner.expect('-');
    const std::chrono::day day{static_cast<unsigned>(scanner.number(2))};
    scanner.expect('T');
    const std::chrono::hours hours{scanner.number(2)};
    scanner.expect(':');
    const std::chrono::minutes minutes{scanner.number(2)};
    scanner.expect(':');
    const std::chrono::seconds seconds{scanner.number(2)};
    const milliseconds fraction{scanner.take('.') ? scanner.thousandths() : 0};
    const auto offset = scan_offset(scanner);
    const auto date = year / month / day;
    if (!scanner.is_done() || !date.ok()) {
        return std::nullopt;
    }
    const auto days = std::chrono::sys_days{date}.time_since_epoch();
    const milliseconds total = days + hours + minutes + seconds + fraction - offset;
    return total.count();
}

std::string format_timestamp(std::int64_t unix_ms) {
    const std::chrono::sys_time<milliseconds> point{milliseconds{unix_ms}};
    const auto midnight = std::chrono::floor<std::chrono::days>(point);
    const std::chrono::year_month_day date{midnight};
    const std::chrono::hh_mm_ss clock{point - midnight};
    char text[48];
    const int length =
        std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                      static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
    return {text, static_cast<std::size_t>(length)};
}

} // namespace bascule::xmpp
