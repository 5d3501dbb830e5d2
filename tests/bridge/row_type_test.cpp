#include "bridge/delivery/row_type.hpp"

#include "tests/bridge/stanzas.hpp"
#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace bascule::bridge {
namespace {

using mapping::Message;
using mapping::MessageKind;

const auto romeo = samples::user("@romeo:montague.example");
const StanzaHead head{
    samples::jid("juliet@capulet.example"), samples::jid("romeo%montague.example@matrix.example"), {}};

std::string_view type_of_content(decltype(MatrixEvent::content) content) {
    return type_of(MatrixEvent{.id = samples::event("$0"),
                               .room = samples::room("!orchard:montague.example"),
                               .sender = romeo,
                               .at_ms = 0,
                               .sent_key = {},
                               .is_suppressed = false,
                               .content = std::move(content)});
}

TEST(RowTypeTest, AMessageIsOfItsKindOnBothSides) {
    EXPECT_EQ(type_of_content(Message{MessageKind::text, "But soft!"}), "text");
    EXPECT_EQ(type_of_content(Message{MessageKind::emote, "sighs"}), "emote");
    EXPECT_EQ(type_of_content(Message{MessageKind::notice, "Exeunt"}), "notice");
    EXPECT_EQ(type_of(XmppEvent{tests::chat_message(head, "Ay me!")}), "text");
    auto sigh = tests::group_message(head, {}, "sighs");
    sigh.message.kind = MessageKind::emote;
    EXPECT_EQ(type_of(XmppEvent{sigh}), "emote");
}

TEST(RowTypeTest, WhatIsNoMessageHasATypeOfItsOwn) {
    EXPECT_EQ(type_of_content(MemberChange{.subject = romeo,
                                           .now = Membership::join,
                                           .before = Membership::leave,
                                           .display_name = {},
                                           .reason = {},
                                           .is_direct = false}),
              "membership");
    EXPECT_EQ(type_of_content(EncryptionOn{}), "encryption");
    EXPECT_EQ(type_of_content(Unreadable{}), "encryption");
    EXPECT_EQ(type_of_content(RoomUpgraded{"!garden:montague.example"}), "other");
    EXPECT_EQ(type_of(XmppEvent{ReturnedMessage{head, {"cancel", "item-not-found", {}}}}), "error");
    EXPECT_EQ(type_of(XmppEvent{OtherStanza{head}}), "other");
}

} // namespace
} // namespace bascule::bridge
