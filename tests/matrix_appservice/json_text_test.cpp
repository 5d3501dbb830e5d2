#include "matrix_appservice/json_text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bascule::matrix {
namespace {

const std::string mark = "\xEF\xBF\xBD";

TEST(RepairedJsonTest, LeavesAloneWhatIsSound) {
    for (const std::string text : {R"({"a":"b\\u0000 \" \n \u00e9 \ud83d\udc0e"})", "{\"a\":\"Ärger 🐎\"}", "", "[]"}) {
        EXPECT_EQ(repaired_json(text), text);
    }
}

TEST(RepairedJsonTest, ReplacesLoneSurrogatesAndNul) {
    EXPECT_EQ(repaired_json(R"("\ud83d")"), '"' + mark + '"');
    EXPECT_EQ(repaired_json(R"("\udc0e!")"), '"' + mark + "!\"");
    EXPECT_EQ(repaired_json(R"("\ud83d\ud83d\udc0e")"), '"' + mark + R"(\ud83d\udc0e")");
    EXPECT_EQ(repaired_json(R"("a\u0000b\u0000")"), "\"a" + mark + 'b' + mark + '"');
    EXPECT_EQ(repaired_json(std::string{"\"\0\"", 3}), '"' + mark + '"');
}

TEST(RepairedJsonTest, ReplacesBytesThatAreNoUtf8) {
    EXPECT_EQ(repaired_json("\"\xFF\""), '"' + mark + '"');
    EXPECT_EQ(repaired_json("\"\xC0\x80\""), '"' + mark + mark + '"');            // overlong
    EXPECT_EQ(repaired_json("\"\xED\xA0\x80\""), '"' + mark + mark + mark + '"'); // a surrogate in UTF-8
    EXPECT_EQ(repaired_json("\"\xF4\x90\x80\x80\""), '"' + mark + mark + mark + mark + '"');
    EXPECT_EQ(repaired_json("\xE2\x82"), mark + mark);
}

TEST(RepairedJsonTest, EndsWithTheTextWhereverItIsCut) {
    const std::string text = R"({"a":"\ud83d\udc0e\u0000 Ä"})";
    for (std::size_t length = 0; length <= text.size(); ++length) {
        EXPECT_GE(repaired_json(text.substr(0, length)).size(), std::size_t{length > 0});
    }
}

TEST(JsonTextTest, TakesAnObjectApartWithoutLookingInside) {
    const auto members = members_of(R"( { "a" : 1 , "b\"c":[{"}":"]"}, nonsense], "d":"x,y", "e":{} } )");
    ASSERT_TRUE(members);
    ASSERT_EQ(members->size(), 4U);
    EXPECT_EQ(members->at(0).value, "1");
    EXPECT_EQ(members->at(1).name, R"(b\"c)");
    EXPECT_EQ(members->at(1).value, R"([{"}":"]"}, nonsense])");
    EXPECT_EQ(members->at(2).value, R"("x,y")");
    EXPECT_EQ(members->at(3).value, "{}");
}

TEST(JsonTextTest, TakesAnArrayApartWithoutLookingInside) {
    const auto elements = elements_of(R"([1,{"a":[]},"x", null ,[[]]])");
    ASSERT_TRUE(elements);
    EXPECT_EQ(*elements, (std::vector<std::string_view>{"1", R"({"a":[]})", R"("x")", "null", "[[]]"}));
    EXPECT_TRUE(elements_of("[]")->empty());
}

TEST(JsonTextTest, RefusesWhatDoesNotFitTogether) {
    for (const auto* text : {"", "{", "}", "{]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":[}", "{\"a\":\"b}",
                             "{\"a\":1}x", "{a:1}", "[]", "{\"a\":1 \"b\":2}", "{\"a\\", "{\"a\":\"\\"}) {
        EXPECT_FALSE(members_of(text)) << text;
    }
    for (const auto* text : {"", "[", "]", "[1,]", "[,1]", "[1 2]", "[\"a]", "[{]", "{}", "[1]]", "\"[]\""}) {
        EXPECT_FALSE(elements_of(text)) << text;
    }
}

TEST(JsonTextTest, FindsTheLastMemberOfAName) {
    EXPECT_EQ(member_of(R"({"a":1,"a":2})", "a"), "2");
    EXPECT_EQ(member_of(R"({"a":1})", "b"), "");
    EXPECT_EQ(member_of("[1]", "a"), "");
}

TEST(JsonTextTest, TellsHowDeepTheTextGoesHoweverDeep) {
    EXPECT_EQ(nesting_of(R"({"a":[{"b":"[[[["}],"c":{}})"), 3);
    EXPECT_EQ(nesting_of("12"), 0);
    EXPECT_EQ(nesting_of("\"\\"), 0);
    const auto deep = std::string(1000000, '[') + std::string(1000000, ']');
    EXPECT_EQ(nesting_of(deep), 1000000);
    EXPECT_TRUE(elements_of(deep));
}

} // namespace
} // namespace bascule::matrix
