#include "matrix_appservice/said/body_html.hpp"

#include "mapping/conversation/names_in_text.hpp"
#include "mapping/text/html.hpp"
#include "matrix_appservice/percent_encoding.hpp"

#include <iterator>

namespace bascule::matrix {

namespace {

using mapping::NodeKind;
using mapping::RichNode;

// Matrix appendices, "matrix.to navigation": written as it is, as everybody does, where that can be no other URL.
std::string link_to(const std::string& user) {
    constexpr std::string_view safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~@:=+";
    const bool is_safe = user.find_first_not_of(safe) == std::string::npos;
    return "https://matrix.to/#/" + (is_safe ? user : percent_encoded(user));
}

RichNode pill_of(const std::string& user, std::string words) {
    auto pill = mapping::node_of(NodeKind::link, {mapping::text_node(std::move(words))});
    pill.value = link_to(user);
    return pill;
}

// The first text that has the words is divided around them.
bool put_pill(std::vector<RichNode>& nodes, const std::string& user, std::string_view words) {
    for (std::size_t at = 0; at < nodes.size(); ++at) {
        auto& node = nodes[at];
        if (node.kind == NodeKind::link || node.kind == NodeKind::code || node.kind == NodeKind::preformatted) {
            continue;
        }
        const auto found = node.kind == NodeKind::text ? node.text.find(words) : std::string::npos;
        if (found == std::string::npos) {
            if (put_pill(node.children, user, words)) {
                return true;
            }
            continue;
        }
        std::vector<RichNode> pieces;
        if (found > 0) {
            pieces.push_back(mapping::text_node(node.text.substr(0, found)));
        }
        pieces.push_back(pill_of(user, std::string{words}));
        if (found + words.size() < node.text.size()) {
            pieces.push_back(mapping::text_node(node.text.substr(found + words.size())));
        }
        nodes.erase(nodes.begin() + static_cast<std::ptrdiff_t>(at));
        nodes.insert(nodes.begin() + static_cast<std::ptrdiff_t>(at), std::make_move_iterator(pieces.begin()),
                     std::make_move_iterator(pieces.end()));
        return true;
    }
    return false;
}

// What stands in a line is hidden; of blocks each that has lines of its own.
void cover(std::vector<RichNode>& blocks, const std::string& reason) {
    for (auto& block : blocks) {
        if (block.kind == NodeKind::paragraph || block.kind == NodeKind::heading) {
            auto spoiler = mapping::node_of(NodeKind::spoiler, std::move(block.children));
            spoiler.value = reason;
            block.children.clear();
            block.children.push_back(std::move(spoiler));
        } else {
            cover(block.children, reason);
        }
    }
}

} // namespace

std::string html_of(const mapping::Message& said) {
    auto rich = said.rich ? *said.rich : mapping::rich_text_of_plain(said.body);
    bool has_more = said.rich.has_value();
    for (const auto& mention : said.mentions) {
        const auto words = mapping::part_of(said.body, mention.at);
        if (mention.by == mapping::Mention::By::user_id && !words.empty()) {
            has_more = put_pill(rich.blocks, mention.who, words) || has_more;
        }
    }
    if (said.spoiler && said.files.empty()) {
        cover(rich.blocks, *said.spoiler);
        has_more = true;
    }
    return has_more ? mapping::write_html(rich) : std::string{};
}

} // namespace bascule::matrix
