// What every example of a message in these specifications means: XEP-0308 1.2.1, 0372 0.5.0, 0424 0.4.2, 0425 0.3.0,
// 0428 0.2.1, 0444 0.2.1, 0447 0.3.1, 0461 0.2.1. Those of XEP-0393 and XEP-0394 are in tests/mapping/text. Left out
// are requests and answers (iq), and what stands in the result of an archive.
#include "tests/xmpp_component/stanzas.hpp"
#include "xmpp_component/codec/stanza_codec.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <variant>

namespace bascule::xmpp {
namespace {

using mapping::Message;
using mapping::Redaction;

std::string in_words(const mapping::File& file) {
    auto words = " +" + file.source + (file.name.empty() ? "" : " named " + file.name);
    words += file.media_type.empty() ? "" : ' ' + file.media_type;
    words += file.size ? ' ' + std::to_string(*file.size) + " bytes" : "";
    words += file.width ? ' ' + std::to_string(*file.width) + 'x' + std::to_string(file.height.value_or(0)) : "";
    return words;
}

std::string in_words(const Message& message) {
    auto words = '"' + message.body + '"';
    words += message.replaces.empty() ? "" : " instead of " + message.replaces;
    if (message.reply) {
        words += " in answer to " + message.reply->target + " of " + message.reply->author;
        words += message.reply->quotation.empty() ? "" : " quoting " + message.reply->quotation;
    }
    for (const auto& mention : message.mentions) {
        words +=
            " to " + mention.who + " at " + std::to_string(mention.at.begin) + '-' + std::to_string(mention.at.end);
    }
    for (const auto& file : message.files) {
        words += in_words(file);
    }
    return words;
}

struct InWords {
    std::string operator()(const mapping::Reactions& all) const {
        auto words = "reactions on " + all.target + ':';
        for (const auto& emoji : all.emojis) {
            words += ' ' + emoji;
        }
        return words;
    }
    std::string operator()(const Redaction& redaction) const {
        if (redaction.by == Redaction::By::author) {
            return "retraction of " + redaction.target;
        }
        return redaction.moderator + " (" + redaction.moderator_occupant_id + ") removes " + redaction.target + ": " +
               redaction.reason;
    }
    std::string operator()(const bridge::ChatMessage& chat) const {
        return chat.act ? std::visit(*this, *chat.act) : in_words(chat.message);
    }
    std::string operator()(const bridge::GroupMessage& said) const {
        return said.act ? std::visit(*this, *said.act) : in_words(said.message);
    }
    std::string operator()(const bridge::ReturnedMessage& returned) const {
        return "error " + returned.error.condition + " of " + returned.head.id;
    }
    template <class Other>
    std::string operator()(const Other& /*other*/) const {
        return "nothing";
    }
};

struct Example {
    std::string name;
    std::string head; ///< the stanza's attributes, but for the missing addresses
    std::string children;
    std::string meaning;
};

void PrintTo(const Example& example, std::ostream* out) {
    *out << example.name;
}

class XepExampleTest : public testing::TestWithParam<Example> {};

TEST_P(XepExampleTest, MeansWhatItsSpecificationSays) {
    const auto& example = GetParam();
    const auto& head = example.head;
    const auto* const from = head.find("from=") == std::string::npos ? " from='romeo@montague.example/orchard' " : " ";
    const auto* const to = head.find("to=") == std::string::npos ? "to='juliet@capulet.example' " : "";
    const auto stanza = stanza_from("<message" + std::string{from} + to + head + '>' + example.children + "</message>");
    const auto event = decode_stanza(stanza.root(), Reading::everything);
    ASSERT_TRUE(event) << event.error().reason;
    EXPECT_EQ(std::visit(InWords{}, *event), example.meaning);
}

const Example acts[] = {
    {"0308 example 3", "id='bad1'", "<body>But soft, what light through yonder airlock breaks?</body>",
     R"("But soft, what light through yonder airlock breaks?")"},
    {"0308 example 4", "id='good1'",
     "<body>But soft, what light through yonder window breaks?</body>"
     "<replace id='bad1' xmlns='urn:xmpp:message-correct:0'/>",
     R"("But soft, what light through yonder window breaks?" instead of bad1)"},
    {"0424 example 3", "type='chat' id='wrong-recipient-1'", "<body>Have not saints lips, and holy palmers too?</body>",
     R"("Have not saints lips, and holy palmers too?")"},
    {"0424 example 4", "type='chat' id='retract-message-1'",
     "<retract id='wrong-recipient-1' xmlns='urn:xmpp:message-retract:1'/>"
     "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:message-retract:1'/>"
     "<body>/me retracted a previous message, but it's unsupported by your client.</body>"
     "<store xmlns='urn:xmpp:hints'/>",
     "retraction of wrong-recipient-1"},
    {"0425 example 3", "type='groupchat' from='room@muc.example.com/oldhag' id='inappropriate-1'",
     "<body>DM me for free magic potions!</body>"
     "<stanza-id xmlns='urn:xmpp:sid:0' id='stanza-id-1' by='room@muc.example.com'/>",
     R"("DM me for free magic potions!")"},
    {"0425 example 5", "type='groupchat' id='retraction-id-1' from='room@muc.example.com'",
     "<retract id='stanza-id-1' xmlns='urn:xmpp:message-retract:1'>"
     "<moderated by='room@muc.example.com/macbeth' xmlns='urn:xmpp:message-moderate:1'>"
     "<occupant-id xmlns='urn:xmpp:occupant-id:0' id='dd72603deec90a38ba552f7c68cbcc61bca202cd'/></moderated>"
     "<reason>This message contains inappropriate content for this forum</reason></retract>",
     "room@muc.example.com/macbeth (dd72603deec90a38ba552f7c68cbcc61bca202cd) removes stanza-id-1: "
     "This message contains inappropriate content for this forum"},
    {"0444 example 4", "type='chat' id='744f6e18'", "<body>Hello, world!</body>", R"("Hello, world!")"},
    {"0444 example 5", "type='chat' id='7fdd29fa'",
     "<reactions id='744f6e18' xmlns='urn:xmpp:reactions:0'><reaction>👋</reaction></reactions>"
     "<store xmlns='urn:xmpp:hints'/>",
     "reactions on 744f6e18: 👋"},
    {"0444 example 6", "type='chat' id='96d73204'",
     "<reactions id='744f6e18' xmlns='urn:xmpp:reactions:0'><reaction>👋</reaction><reaction>🐢</reaction></reactions>"
     "<store xmlns='urn:xmpp:hints'/>",
     "reactions on 744f6e18: 👋 🐢"},
    {"0444 example 7", "type='chat' id='973c9d2e'",
     "<reactions id='744f6e18' xmlns='urn:xmpp:reactions:0'/><store xmlns='urn:xmpp:hints'/>",
     "reactions on 744f6e18:"},
    {"0444 example 8", "type='chat' id='restricted-reactions-1'",
     "<body>I shall only accept heart emojis as reactions</body>",
     R"("I shall only accept heart emojis as reactions")"},
    {"0444 example 9", "type='chat' id='will-be-rejected1'",
     "<reactions id='restricted-reactions-1' xmlns='urn:xmpp:reactions:0'><reaction>💘</reaction>"
     "<reaction>💜</reaction></reactions><store xmlns='urn:xmpp:hints'/>",
     "reactions on restricted-reactions-1: 💘 💜"},
    {"0444 example 10", "type='error' id='will-be-rejected1'",
     "<error type='modify'><not-acceptable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
     "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>Only 💘, ❤️ and 💜 are allowed.</text></error>",
     "error not-acceptable of will-be-rejected1"},
};

const Example relations[] = {
    {"0428 example 1", "type='groupchat' from='room@muc.example.com/Max' id='message-id2'",
     "<body>&gt; Anna wrote:\n&gt; Hi, how are you?\nGreat</body>"
     "<reply to='anna@example.com' id='message-id1' xmlns='urn:xmpp:reply:0'/>"
     "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='33'/></fallback>",
     "\"Great\" in answer to message-id1 of anna@example.com quoting > Anna wrote:\n> Hi, how are you?\n"},
    {"0461 example 3, what is answered", "type='chat' id='message-id1'", "<body>We should bake a cake</body>",
     R"("We should bake a cake")"},
    {"0461 example 3, the answer", "type='chat' id='message-id2'",
     "<body>Great idea!</body><reply to='anna@example.com/tablet' id='message-id1' xmlns='urn:xmpp:reply:0'/>",
     R"("Great idea!" in answer to message-id1 of anna@example.com/tablet)"},
    {"0461 example 4", "type='chat' id='message-id3'",
     "<body>&gt; Anna wrote:\n&gt; We should bake a cake\nGreat idea!</body>"
     "<reply to='anna@example.com/laptop' id='message-id1' xmlns='urn:xmpp:reply:0'/>"
     "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:reply:0'><body start='0' end='38'/></fallback>",
     "\"Great idea!\" in answer to message-id1 of anna@example.com/laptop quoting > Anna wrote:\n"
     "> We should bake a cake\n"},
    {"0372 example 3", "type='groupchat' from='balcony@channels.shakespeare.lit/Romeo' id='sotehu-bthbtp32h3'",
     "<body>But, soft! what light through yonder window breaks? It is the east, and Juliet is the sun.</body>"
     "<reference xmlns='urn:xmpp:reference:0' begin='72' end='78' type='mention' uri='xmpp:juliet@capulet.lit'/>",
     "\"But, soft! what light through yonder window breaks? It is the east, and Juliet is the sun.\" to "
     "juliet@capulet.lit at 72-78"},
    {"0372 example 4", "type='groupchat' from='balcony@channels.shakespeare.lit/form' id='sotehu-bthbtp32h4'",
     "<body>Form received</body><reference xmlns='urn:xmpp:reference:0' type='data' "
     "uri='xmpp:fdp.shakespeare.lit?;node=fdp/submitted/stan.isode.net/accidentreport;item=ndina872be'/>",
     R"("Form received")"},
    {"0372 example 5", "type='groupchat' from='balcony@channels.shakespeare.lit/form' id='sotehu-bthbtp32h5'",
     "<reference xmlns='urn:xmpp:reference:0' type='data' begin='72' end='78' "
     "anchor='xmpp:balcony@channels.shakespeare.lit?;node=messages;item=bnhob' "
     "uri='xmpp:fdp.shakespeare.lit?;node=fdp/submitted/stan.isode.net/accidentreport;item=ndina872be'/>",
     "nothing"},
};

const std::string summit = "https://download.montague.lit/4a771ac1-f0b2-4a4a-9700-f2a26fa2bb67/summit.jpg";
const std::string photo = "https://download.montague.lit/4a771ac1-f0b2-4a4a-9700-f2a26fa2bb67/photo1.jpg";
const std::string metadata =
    "<file xmlns='urn:xmpp:file:metadata:0'><media-type>image/jpeg</media-type><name>summit.jpg</name>"
    "<size>3032449</size><width>4096</width><height>2160</height>"
    "<hash xmlns='urn:xmpp:hashes:2' algo='sha3-256'>2XarmwTlNxDAMkvymloX3S5+VbylNrJt/l5QyPa+YoU=</hash>"
    "<hash xmlns='urn:xmpp:hashes:2' algo='id-blake2b256'>2AfMGH8O7UNPTvUVAM9aK13mpCY=</hash>"
    "<desc>Photo from the summit.</desc><thumbnail xmlns='urn:xmpp:thumbs:1' "
    "uri='cid:sha1+ffd7c8d28e9c5e82afea41f97108c6b4@bob.xmpp.org' media-type='image/png' width='128' height='96'/>"
    "</file>";
const std::string sources =
    "<sources><url-data xmlns='http://jabber.org/protocol/url-data' target='" + summit +
    "'/><jinglepub xmlns='urn:xmpp:jinglepub:1' from='romeo@montague.lit/resource' "
    "id='9559976B-3FBF-4E7E-B457-2DAA225972BB'><description xmlns='urn:xmpp:jingle:apps:file-transfer:5'/>"
    "</jinglepub></sources>";
const std::string sharing = "<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline'>";

std::string fallback(const std::string& url) {
    return "<fallback xmlns='urn:xmpp:fallback:0' for='urn:xmpp:sfs:0'><body/></fallback><body>" + url +
           "</body><x xmlns='jabber:x:oob'><url>" + url + "</url></x>";
}

// Not done: a source that is attached to an earlier message later (§3.3) is a file of its own.
std::string attached(const std::string& id, const std::string& url) {
    return "<attach-to id='" + id + "' xmlns='urn:xmpp:message-attaching:1'/><sources xmlns='urn:xmpp:sfs:0'>" +
           "<url-data xmlns='http://jabber.org/protocol/url-data' target='" + url + "'/></sources>" + fallback(url);
}

// Its description is the caption.
const std::string whole =
    "\"Photo from the summit.\" +" + summit + " named summit.jpg image/jpeg 3032449 bytes 4096x2160";

const Example files[] = {
    {"0447 example 1", "id='sharing-a-file'", sharing + metadata + sources + "</file-sharing>", whole},
    {"0447 example 2", "id='sharing-a-file'", sharing + metadata + sources + "</file-sharing>" + fallback(summit),
     whole},
    {"0447 example 3", "id='sharing-a-file'",
     sharing + metadata + sources + "</file-sharing><store xmlns='urn:xmpp:hints'/>", whole},
    {"0447 example 4", "from='romeo@montague.lit/resource2'",
     "<attach-to id='sharing-a-file' xmlns='urn:xmpp:message-attaching:1'/><sources xmlns='urn:xmpp:sfs:0'>"
     "<jinglepub xmlns='urn:xmpp:jinglepub:1' from='romeo@montague.lit/resource2' id='9559976B'>"
     "<description xmlns='urn:xmpp:jingle:apps:file-transfer:5'/></jinglepub></sources>"
     "<store xmlns='urn:xmpp:hints'/>",
     "nothing"},
    {"0447 example 5, the file", "id='sharing-a-file'", sharing + metadata + "</file-sharing>", "nothing"},
    {"0447 example 5, its source", "", attached("sharing-a-file", summit), "\"\" +" + summit + " named summit.jpg"},
    {"0447 example 6, the file", "id='sharing-a-file'",
     "<body>Summit was great, check out this cool photo of everyone.</body>" + sharing + metadata + "</file-sharing>",
     "\"Summit was great, check out this cool photo of everyone.\""},
    {"0447 example 6, its source", "id='adding-the-source'", attached("sharing-a-file", summit),
     "\"\" +" + summit + " named summit.jpg"},
    {"0447 example 7, the files", "id='sharing-files'",
     "<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline' id='photo1.jpg'><file "
     "xmlns='urn:xmpp:file:metadata:0'><name>photo1.jpg</name></file></file-sharing>"
     "<file-sharing xmlns='urn:xmpp:sfs:0' disposition='inline' id='photo2.jpg'><file "
     "xmlns='urn:xmpp:file:metadata:0'><name>photo2.jpg</name></file></file-sharing>",
     "nothing"},
    {"0447 example 7, a source", "id='adding-photo1'", attached("sharing-files", photo),
     "\"\" +" + photo + " named photo1.jpg"},
    {"0447 example 8", "id='sharing-a-file'",
     sharing + metadata + sources + "</file-sharing><reference xmlns='urn:xmpp:reference:0' type='data'>" +
         "<media-sharing xmlns='urn:xmpp:sims:1'><file xmlns='urn:xmpp:jingle:apps:file-transfer:5'>" +
         "<media-type>image/jpeg</media-type><name>summit.jpg</name><size>3032449</size></file><sources>" +
         "<reference uri='" + summit + "' type='data' xmlns='urn:xmpp:reference:0'/></sources></media-sharing>" +
         "</reference>" + fallback(summit),
     whole},
};

INSTANTIATE_TEST_SUITE_P(Acts, XepExampleTest, testing::ValuesIn(acts));
INSTANTIATE_TEST_SUITE_P(Relations, XepExampleTest, testing::ValuesIn(relations));
INSTANTIATE_TEST_SUITE_P(Files, XepExampleTest, testing::ValuesIn(files));

} // namespace
} // namespace bascule::xmpp
