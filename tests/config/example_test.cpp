#include "config/keys.hpp"
#include "tests/config/sample.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <string>

namespace bascule::config {
namespace {

std::string example() {
    std::ifstream file{EXAMPLE_FILE};
    return {std::istreambuf_iterator<char>{file}, {}};
}

// The example with the comment signs taken off the keys that it only shows.
std::string everything_shown() {
    static const std::regex shown{R"(^( *)# ([a-z_]+: *[^ ].*)$)", std::regex::multiline};
    return std::regex_replace(example(), shown, "$1$2");
}

TEST(ExampleTest, LoadsAsItIs) {
    loaded(example());
}

TEST(ExampleTest, LoadsWithEveryKeyThatItShows) {
    EXPECT_EQ(loaded(everything_shown()).homeserver.ca_file, "/etc/ssl/certs/own-authority.pem");
}

TEST(ExampleTest, ShowsEveryKey) {
    const auto document = read_document(everything_shown(), "example");
    for (const auto& key : keys()) {
        EXPECT_TRUE(document.values.contains(key.path)) << key.path;
    }
    EXPECT_FALSE(document.permissions.empty());
}

TEST(ExampleTest, ShowsTheDefaults) {
    const auto document = read_document(everything_shown(), "example");
    for (const auto& key : keys()) {
        if (!key.fallback.empty()) {
            EXPECT_EQ(document.values.at(std::string{key.path}).text, key.fallback) << key.path;
        }
    }
}

} // namespace
} // namespace bascule::config
