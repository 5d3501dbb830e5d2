#include "bridge/app/logging.hpp"

#include "bridge/log.hpp"

#include <spdlog/pattern_formatter.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

namespace bascule::app {

namespace {

using bridge::LogPart;
using config::LoggingSettings;

struct Part {
    LogPart part;
    std::optional<config::LogLevel> LoggingSettings::*own_level;
};
constexpr std::array parts{
    Part{LogPart::app, &LoggingSettings::app},       Part{LogPart::bridge, &LoggingSettings::bridge},
    Part{LogPart::matrix, &LoggingSettings::matrix}, Part{LogPart::xmpp, &LoggingSettings::xmpp},
    Part{LogPart::store, &LoggingSettings::store},
};

spdlog::level::level_enum level_of(config::LogLevel level) {
    switch (level) {
        case config::LogLevel::trace:
            return spdlog::level::trace;
        case config::LogLevel::debug:
            return spdlog::level::debug;
        case config::LogLevel::info:
            return spdlog::level::info;
        case config::LogLevel::warning:
            return spdlog::level::warn;
        case config::LogLevel::error:
            return spdlog::level::err;
        case config::LogLevel::off:
            break;
    }
    return spdlog::level::off;
}

// The prefixes of sd-daemon(3), by spdlog's levels from trace to critical.
constexpr std::array journal_prefixes{"<7>", "<7>", "<6>", "<4>", "<3>", "<2>", ""};

// Formats by a pattern, then makes sure that a fact is one line.
class OneLineFormatter final : public spdlog::formatter {
public:
    explicit OneLineFormatter(LogStyle style)
        : style_{style},
          pattern_{style == LogStyle::journal ? "%n: %v" : "%Y-%m-%dT%H:%M:%S.%e%z %l %n: %v",
                   spdlog::pattern_time_type::local, ""} {}

    void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
        spdlog::memory_buf_t raw;
        pattern_.format(message, raw);
        std::string line = style_ == LogStyle::journal ? journal_prefixes.at(message.level) : "";
        line += one_line({raw.data(), raw.size()});
        line += '\n';
        out.append(line.data(), line.data() + line.size());
    }

    std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<OneLineFormatter>(style_); }

private:
    LogStyle style_;
    spdlog::pattern_formatter pattern_;
};

} // namespace

void set_up_logging(const config::LoggingSettings& settings) {
    set_log_style(std::getenv("JOURNAL_STREAM") != nullptr ? LogStyle::journal : LogStyle::timed);
    set_log_levels(settings);
}

void set_log_style(LogStyle style) {
    for (const auto& part : parts) {
        bridge::log(part.part).set_formatter(std::make_unique<OneLineFormatter>(style));
    }
}

void set_log_levels(const config::LoggingSettings& settings) {
    for (const auto& part : parts) {
        bridge::log(part.part).set_level(level_of((settings.*part.own_level).value_or(settings.level)));
    }
}

void silence_logging() {
    LoggingSettings silence;
    silence.level = config::LogLevel::off;
    set_log_levels(silence);
}

std::string one_line(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string line;
    line.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7f) {
            line += c;
        } else {
            line += "\\x";
            line += digits[byte >> 4U];
            line += digits[byte & 15U];
        }
    }
    return line;
}

} // namespace bascule::app
