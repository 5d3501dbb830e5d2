#include "bridge/addresses.hpp"

#include "bridge/ports/outage.hpp"
#include "tests/fakes/memory_registry.hpp"
#include "tests/run.hpp"
#include "tests/samples.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace bascule::bridge {
namespace {

using samples::jid;
using samples::room;
using tests::run;

mapping::Names default_names() {
    mapping::NameTemplates templates;
    templates.bot = "_xmpp_bot";
    return mapping::Names::create(templates, "montague.example", jid("matrix.montague.example")).value();
}

class AddressesTest : public testing::Test {
protected:
    mapping::Result<Resolved> resolve(std::string text, Hint hint = Hint::none) {
        return run(resolver.resolve(std::move(text), hint));
    }
    std::string address_of(std::string text, Hint hint = Hint::none) {
        const auto resolved = resolve(std::move(text), hint);
        return resolved.has_value() ? resolved->address : "error: " + resolved.error().reason;
    }
    // The address, having checked that it leads back and what kind of name it is.
    std::string both_ways(const std::string& text, AddressKind kind, Hint hint = Hint::none) {
        const auto there = resolve(text, hint);
        if (there.has_error()) {
            return "error: " + there.error().reason;
        }
        EXPECT_EQ(there->kind, kind) << text;
        const auto back = resolve(there->address, Hint::none);
        EXPECT_TRUE(back.has_value()) << there->address;
        if (back.has_value()) {
            EXPECT_EQ(back->address, text);
            EXPECT_EQ(back->kind, kind);
            EXPECT_EQ(back->is_hashed, there->is_hashed);
        }
        return there->address;
    }
    void bridge_muc(std::string_view muc) {
        registry.portals.rows.push_back(
            Portal{PortalKind::plumbed, room("!orchard:montague.example"), jid(muc), std::nullopt});
    }

    mapping::Names names = default_names();
    fakes::MemoryRegistry registry;
    AddressResolver resolver{names, registry.name_pairs, registry.portals, registry.occupants};
};

TEST_F(AddressesTest, APersonOfXmppIsAGhost) {
    EXPECT_EQ(both_ways("juliet@capulet.example", AddressKind::ghost),
              "@_xmpp_juliet=40capulet.example:montague.example");
}

TEST_F(AddressesTest, APersonOfMatrixIsAPuppet) {
    EXPECT_EQ(both_ways("@romeo:montague.example", AddressKind::puppet),
              "romeo%montague.example@matrix.montague.example");
    EXPECT_EQ(both_ways("@romeo:[::1]:8448", AddressKind::puppet), "romeo%[\\3a\\3a1]\\3a8448@matrix.montague.example");
}

TEST_F(AddressesTest, TheResourceOfAPuppetDoesNotMatter) {
    EXPECT_EQ(address_of("romeo%montague.example@matrix.montague.example/bridge"), "@romeo:montague.example");
}

TEST_F(AddressesTest, AMatrixRoomIsAGatewayRoom) {
    EXPECT_EQ(both_ways("#verona:montague.example", AddressKind::gateway_room),
              "#verona%montague.example@matrix.montague.example");
}

TEST_F(AddressesTest, AMucIsAPortalAliasWhereTheAskerSaysSo) {
    EXPECT_EQ(address_of("garden@muc.capulet.example", Hint::muc),
              "#_xmpp_garden=40muc.capulet.example:montague.example");
    EXPECT_EQ(address_of("xmpp:garden@muc.capulet.example?join"),
              "#_xmpp_garden=40muc.capulet.example:montague.example");
    EXPECT_EQ(address_of("#_xmpp_garden=40muc.capulet.example:montague.example"), "garden@muc.capulet.example");
    EXPECT_EQ(address_of("garden@muc.capulet.example"), "@_xmpp_garden=40muc.capulet.example:montague.example");
}

TEST_F(AddressesTest, AMucIsKnownByItsPortal) {
    bridge_muc("garden@muc.capulet.example");
    const auto there = resolve("garden@muc.capulet.example");
    ASSERT_TRUE(there.has_value());
    EXPECT_EQ(there->address, "#_xmpp_garden=40muc.capulet.example:montague.example");
    EXPECT_EQ(there->portal, room("!orchard:montague.example"));
    EXPECT_EQ(resolve(there->address)->portal, there->portal);
}

TEST_F(AddressesTest, AMucWhoseNameBeginsWithAHashSignIsNoAlias) {
    EXPECT_EQ(both_ways("#verona@irc.capulet.example", AddressKind::ghost),
              "@_xmpp_=23verona=40irc.capulet.example:montague.example");
}

TEST_F(AddressesTest, AnOccupantIsKeyedByHisNickWhileNothingBetterIsKnown) {
    EXPECT_EQ(both_ways("garden@muc.capulet.example/Nurse", AddressKind::occupant),
              "@_xmpp_garden=40muc.capulet.example=2f=4eurse:montague.example");
}

TEST_F(AddressesTest, AnOccupantIsFoundByTheNickHeHasNow) {
    const auto garden = jid("garden@muc.capulet.example");
    const auto ghost = names.ghost_of_occupant(garden, "id-7").id;
    const auto gone = names.ghost_of_occupant(garden, "id-6").id;
    registry.occupants.rows = {Occupant{garden, "/id-6", "Nurse", gone, 1000},
                               Occupant{garden, "/id-7", "Nurse", ghost, {}},
                               Occupant{garden, "/id-5", "Nurse", gone, 500}};
    EXPECT_EQ(both_ways("garden@muc.capulet.example/Nurse", AddressKind::occupant), ghost.str());
    EXPECT_EQ(address_of(gone.str()), "garden@muc.capulet.example/Nurse");
}

TEST_F(AddressesTest, AnOccupantWhoseRealAddressIsKnownIsThatPersonsGhost) {
    const auto garden = jid("garden@muc.capulet.example");
    const auto ghost = names.ghost_of(jid("juliet@capulet.example")).id;
    registry.occupants.rows = {Occupant{garden, "juliet@capulet.example", "Jule", ghost, {}}};
    EXPECT_EQ(address_of("garden@muc.capulet.example/Jule"), ghost.str());
}

TEST_F(AddressesTest, TheBotIsTheComponent) {
    EXPECT_EQ(both_ways("@_xmpp_bot:montague.example", AddressKind::bridge), "matrix.montague.example");
}

TEST_F(AddressesTest, TheBotHasNoPuppetButAnAddressInMucs) {
    EXPECT_EQ(address_of("_xmpp_bot@matrix.montague.example"), "@_xmpp_bot:montague.example");
    EXPECT_FALSE(resolve("_xmpp_bot%montague.example@matrix.montague.example").has_value());
}

TEST_F(AddressesTest, AHashedNameIsStoredBeforeItIsReturned) {
    for (const std::string id : {"@Romeo:montague.example", "@romeo:Montague.example", "@ romeo:montague.example",
                                 "@#verona:montague.example", "@\xF0\x9F\x90\x8E:montague.example"}) {
        const auto there = resolve(id);
        ASSERT_TRUE(there.has_value()) << id;
        EXPECT_TRUE(there->is_hashed) << id;
        AddressResolver after_restart{names, registry.name_pairs, registry.portals, registry.occupants};
        EXPECT_EQ(run(after_restart.resolve(there->address, Hint::none))->address, id);
    }
    const auto long_jid = std::string(240, 'j') + "@capulet.example";
    both_ways(long_jid, AddressKind::ghost);
    both_ways(long_jid + "/Nurse", AddressKind::occupant);
    both_ways("#Verona:montague.example", AddressKind::gateway_room);
    EXPECT_EQ(registry.name_pairs.rows.size(), 8U);
}

TEST_F(AddressesTest, ALongMucHasAHashedAlias) {
    const auto muc = std::string(240, 'g') + "@muc.capulet.example";
    const auto there = resolve(muc, Hint::muc);
    ASSERT_TRUE(there.has_value());
    EXPECT_TRUE(there->is_hashed);
    EXPECT_EQ(address_of(there->address), muc);
}

TEST_F(AddressesTest, AHashThatWasNeverGivenOutIsAnError) {
    const std::string hash(52, 'a');
    for (const auto& id : {"@_xmpp_h==" + hash + ":montague.example", "#_xmpp_h==" + hash + ":montague.example",
                           hash + "%h=@matrix.montague.example", "#" + hash + "%h=@matrix.montague.example",
                           "!" + hash + "@matrix.montague.example"}) {
        EXPECT_EQ(address_of(id), "error: '" + id + "' is a hashed name that this bridge's store does not know");
    }
}

// What one side's hash stands for must not be read as a thing of another kind.
TEST_F(AddressesTest, AHashIsOfOneKindOnly) {
    const auto puppet = address_of("@Romeo:montague.example");
    const auto hash = puppet.substr(0, 52);
    EXPECT_TRUE(address_of("@_xmpp_h==" + hash + ":montague.example").starts_with("error: "));
    EXPECT_TRUE(address_of("#" + hash + "%h=@matrix.montague.example").starts_with("error: "));
}

TEST_F(AddressesTest, ANameInOurNamespacesThatStandsForNobodyIsAnError) {
    for (const std::string id :
         {"@_xmpp_juliet:montague.example:x", "@_xmpp_=zz:montague.example",
          "@_xmpp_=4auliet=40capulet.example:montague.example",
          "@_xmpp_romeo=25montague.example=40matrix.montague.example:montague.example",
          "#_xmpp_garden=40muc.capulet.example=2f=4eurse:montague.example", "romeo@matrix.montague.example",
          "_xmpp_juliet=40capulet.example%montague.example@matrix.montague.example", "matrix.montague.example/x",
          "#verona%montague.example@matrix.montague.example/Romeo"}) {
        EXPECT_TRUE(address_of(id).starts_with("error: ")) << id << ": " << address_of(id);
    }
}

TEST_F(AddressesTest, ARoomWithoutAliasHasAHandle) {
    for (const auto* const id : {"!orchard:montague.example", "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM"}) {
        const auto handle = both_ways(id, AddressKind::gateway_room);
        EXPECT_TRUE(handle.starts_with('!') && handle.ends_with("@matrix.montague.example")) << handle;
    }
}

TEST_F(AddressesTest, TheIdOfABridgedRoomIsItsMuc) {
    bridge_muc("garden@muc.capulet.example");
    const auto there = resolve("!orchard:montague.example");
    ASSERT_TRUE(there.has_value());
    EXPECT_EQ(there->address, "garden@muc.capulet.example");
    EXPECT_EQ(there->portal, room("!orchard:montague.example"));
}

TEST_F(AddressesTest, WhatIsNoValidIdIsRefusedWithTheReason) {
    EXPECT_EQ(address_of("@romeo"), "error: a Matrix user id ends with ':' and a server name");
    EXPECT_EQ(address_of("#verona"), "error: a Matrix room alias ends with ':' and a server name");
    EXPECT_EQ(address_of(""), "error: the domain of an XMPP address is empty");
    EXPECT_EQ(address_of("a b@capulet.example"), "error: the local part of an XMPP address may not hold ' '");
    EXPECT_EQ(address_of("juliet@"), "error: the domain of an XMPP address is empty");
    EXPECT_EQ(address_of("juliet@capulet.example/"), "error: the resource of an XMPP address is empty");
    EXPECT_EQ(address_of("romeo:montague.example"), "error: the domain of an XMPP address may not hold ':'");
    EXPECT_EQ(address_of("$event"), "error: an event has no address");
    EXPECT_EQ(address_of("juliet@capulet.example\xFF"), "error: the domain of an XMPP address is not valid UTF-8");
}

TEST_F(AddressesTest, UrisAndLinksAreTakenApart) {
    const std::string ghost = "@_xmpp_juliet=40capulet.example:montague.example";
    EXPECT_EQ(address_of("xmpp:juliet@capulet.example"), ghost);
    EXPECT_EQ(address_of("XMPP:juliet@capulet.example?message;body=hi"), ghost);
    EXPECT_EQ(address_of("xmpp://romeo@montague.example/juliet@capulet.example"), ghost);
    EXPECT_EQ(address_of("xmpp:garden@muc.capulet.example/My%20Nick"),
              "@_xmpp_garden=40muc.capulet.example=2f=4dy=20=4eick:montague.example");
    EXPECT_EQ(address_of("matrix:u/romeo:montague.example?action=chat"),
              "romeo%montague.example@matrix.montague.example");
    EXPECT_EQ(address_of("matrix:r/verona:montague.example/e/abc"), "#verona%montague.example@matrix.montague.example");
    EXPECT_EQ(address_of("https://matrix.to/#/%23verona:montague.example?via=x"),
              "#verona%montague.example@matrix.montague.example");
    EXPECT_EQ(address_of("https://matrix.to/#/@romeo:montague.example"),
              "romeo%montague.example@matrix.montague.example");
    EXPECT_EQ(address_of("matrix:roomid/orchard:montague.example"), address_of("!orchard:montague.example"));
    EXPECT_TRUE(address_of("matrix:x/y").starts_with("error: "));
    EXPECT_TRUE(address_of("xmpp:juliet%4@capulet.example").starts_with("error: the address has a '%'"));
}

TEST_F(AddressesTest, AnOutageOfTheStoreIsNoAnswer) {
    registry.go_away();
    EXPECT_THROW(resolve("@Romeo:montague.example"), Outage);
    registry.come_back();
    EXPECT_TRUE(resolve("@Romeo:montague.example").has_value());
}

} // namespace
} // namespace bascule::bridge
