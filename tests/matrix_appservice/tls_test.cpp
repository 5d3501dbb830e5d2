#include "matrix_appservice/client/homeserver_client.hpp"
#include "tests/matrix_appservice/certificate.hpp"
#include "tests/matrix_appservice/client_fixture.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <string>

namespace bascule::matrix {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using bridge::Task;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

// A homeserver behind TLS that answers `{"versions":[]}` to whatever comes.
class TlsTest : public ClientTest {
public:
    void TearDown() override { run(tasks.stop()); }

    void serve(const std::string& names) {
        const auto made = make_certificate(names);
        tls.use_certificate(asio::buffer(made.certificate), asio::ssl::context::pem);
        tls.use_private_key(asio::buffer(made.key), asio::ssl::context::pem);
        std::ofstream{ca_file} << made.certificate;
        tasks.spawn("accept", accept());
    }

    Task<void> accept() {
        for (;;) {
            auto socket = co_await acceptor.async_accept(asio::use_awaitable);
            tasks.spawn("serve", answer(std::move(socket)));
        }
    }

    Task<void> answer(tcp::socket socket) {
        asio::ssl::stream<tcp::socket> stream{std::move(socket), tls};
        const auto [refused] = co_await stream.async_handshake(asio::ssl::stream_base::server, no_throw);
        const auto reply = json_reply(200, R"({"versions":[]})").bytes;
        std::array<char, 4096> bytes{};
        for (boost::system::error_code ended = refused; !ended;) {
            const auto [failure, count] = co_await stream.async_read_some(asio::buffer(bytes), no_throw);
            ended = failure;
            if (!ended) {
                const char* asked_for = SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name);
                server_name = asked_for == nullptr ? "" : asked_for;
                co_await asio::async_write(stream, asio::buffer(reply), no_throw);
            }
        }
    }

    std::string outage_at(const std::string& host, const std::string& authorities) {
        options.url = "https://" + host + ':' + std::to_string(acceptor.local_endpoint().port());
        options.ca_file = authorities;
        HomeserverClient asker{context.get_executor(), options, metrics};
        return outage_of([&] {
            run(asker.versions());
            run(asker.versions());
        });
    }

    asio::ssl::context tls{asio::ssl::context::tls_server};
    tcp::acceptor acceptor{context, tcp::endpoint{asio::ip::address_v4::loopback(), 0}};
    std::string ca_file = testing::TempDir() + "bascule_tls_test_" + std::to_string(acceptor.local_endpoint().port());
    std::string server_name;
    bridge::TaskGroup tasks{context.get_executor(), [](const auto&, const auto&) { ADD_FAILURE(); }};
};

TEST_F(TlsTest, TrustsAServerThatItsAuthorityVouchesFor) {
    serve("DNS:localhost,IP:127.0.0.1");
    EXPECT_EQ(outage_at("localhost", ca_file), "");
    EXPECT_EQ(server_name, "localhost");
    EXPECT_EQ(outage_at("127.0.0.1", ca_file), "");
    EXPECT_EQ(server_name, "") << "RFC 6066: an address is no server name";
}

TEST_F(TlsTest, DoesNotTrustAServerOfAnotherName) {
    serve("DNS:capulet.example");
    EXPECT_NE(outage_at("localhost", ca_file).find("certificate verify failed"), std::string::npos);
    EXPECT_NE(outage_at("127.0.0.1", ca_file).find("certificate verify failed"), std::string::npos);
}

TEST_F(TlsTest, DoesNotTrustAServerOfAnUnknownAuthority) {
    serve("DNS:localhost");
    EXPECT_NE(outage_at("localhost", "").find("certificate verify failed"), std::string::npos);
}

TEST_F(TlsTest, TellsThatAServerDoesNotSpeakTls) {
    options.connect_deadline = std::chrono::milliseconds{50};
    options.url = "https://127.0.0.1:" + std::to_string(server.port());
    EXPECT_NE(outage_of([this] { run(client().versions()); }), "");
}

} // namespace
} // namespace bascule::matrix
