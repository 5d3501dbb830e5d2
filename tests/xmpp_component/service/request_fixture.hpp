#pragma once

#include "tests/run.hpp"
#include "tests/samples.hpp"
#include "tests/xmpp_component/fakes.hpp"
#include "tests/xmpp_component/stanzas.hpp"
#include "xmpp_component/iq/handlers.hpp"
#include "xmpp_component/xml/namespaces.hpp"
#include "xmpp_component/xml/serialize.hpp"
#include "xmpp_component/xml/tree.hpp"

#include <gtest/gtest.h>

#include <string>

namespace bascule::xmpp {

/// Requests to the component and to a MUC of ours.
class RequestTest : public testing::Test {
protected:
    using Kind = bridge::Addressee::Kind;
    using Type = IqKey::Type;

    IqAnswer ask(Type type, const std::string& payload, Kind kind) {
        const auto iq = stanza_from("<iq>" + payload + "</iq>");
        const auto element = first_element(iq.root());
        IqRequest request{.from = samples::jid("juliet@capulet.example/balcony"),
                          .to = address_of(kind),
                          .addressee = {.kind = kind, .name = "Verona"},
                          .payload = element};
        IqKey key{type, std::string{namespace_of(element)}, element.name()};
        return tests::run(table.answer(std::move(key), std::move(request)));
    }
    /// The answer as text, or the condition of its error and what stands beside that.
    std::string answer_to(Type type, const std::string& payload, Kind kind) {
        const auto answer = ask(type, payload, kind);
        const auto text = answer.payload.document_element() ? serialize(answer.payload.document_element()) : "";
        return answer.error ? answer.error->condition + text : text;
    }
    mapping::Jid address_of(Kind kind) const {
        const auto address = samples::jid(kind == Kind::room ? room : component);
        return resource.empty() ? address : address.with_resource(resource).value();
    }
    static testing::AssertionResult has(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos ? testing::AssertionSuccess()
                                                    : testing::AssertionFailure() << "no " << part << "\nin " << text;
    }

    static constexpr const char* component = "matrix.example";
    static constexpr const char* room = "#verona%montague.example@matrix.example";
    std::string resource; ///< of whom is asked
    IqTable table = make_iq_table({.name = "Bascule", .version = "0.1.0"});
};

} // namespace bascule::xmpp
