#include "config/load.hpp"

#include "config/document.hpp"
#include "config/keys.hpp"
#include "config/text_file.hpp"
#include "config/values.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

namespace bascule::config {

namespace {

// Ids have no empty value, so these stand in for those that are read below or found missing.
Configuration blank() {
    AppserviceSettings appservice{.id = {},
                                  .listen = {},
                                  .url = {},
                                  .as_token = {},
                                  .hs_token = {},
                                  .bot = mapping::UserId::parse("@unset:unset.invalid").value()};
    XmppSettings xmpp{
        .component = mapping::Jid::parse("unset.invalid").value(), .server = {}, .secret = {}, .nick = {}};
    return Configuration{.homeserver = {},
                         .appservice = std::move(appservice),
                         .xmpp = std::move(xmpp),
                         .database = {},
                         .admin_listen = {},
                         .leave_delay = {},
                         .most_shown = {},
                         .presence = {},
                         .portals = {},
                         .media = {},
                         .names = {},
                         .logging = {},
                         .permission_rules = {},
                         .permissions = {}};
}

// Makes a Configuration of a Document, noting all that is wrong on the way.
class Build {
public:
    explicit Build(Document document) : document_{std::move(document)} {}

    Loaded run() {
        if (!document_.is_yaml) { // what it lacks would say nothing
            return problems();
        }
        for (const auto& key : keys()) {
            read(key);
        }
        made_.names.bot = std::string{made_.appservice.bot.localpart()};
        read_permissions();
        check_names();
        complete_addresses();
        compare_tokens();
        if (document_.problems.empty()) {
            return std::move(made_);
        }
        return problems();
    }

private:
    void report(const Entry& entry, std::string what) {
        document_.problems.push_back({entry.place, entry.line, std::move(what)});
    }

    // Where a key was written; one that was not has the place of its section.
    Entry entry_of(std::string_view path) const {
        const auto found = document_.values.find(path);
        return found == document_.values.end() ? section_of(path) : found->second;
    }

    // A place for what is not there: the section it belongs to, else the file's beginning.
    Entry section_of(std::string_view path) const {
        const auto found = document_.section_lines.find(path.substr(0, path.find('.')));
        const auto line = found == document_.section_lines.end() ? 1 : found->second;
        return {{}, document_.file + ':' + std::to_string(line), line};
    }

    void read(const Key& key) {
        const auto found = document_.values.find(key.path);
        if (found == document_.values.end()) {
            read_absent(key);
        } else if (const auto outcome = key.field.read(made_, found->second.text); !outcome) {
            bad_.insert(key.path);
            report(found->second, std::string{key.path} + ": " + outcome.error().reason);
        }
    }

    void read_absent(const Key& key) {
        if (key.need == Need::required) {
            bad_.insert(key.path);
            const auto path = std::string{key.path};
            report(section_of(path), path + " is missing; add it: " + std::string{key.meaning} + ", or set " +
                                         variable_of(key) + " in the environment");
        } else if (!key.fallback.empty()) {
            key.field.read(made_, key.fallback).value();
        }
    }

    void read_permissions() {
        for (const auto& [who, entry] : document_.permissions) {
            const auto level = permission(entry.text);
            if (!level) {
                report(entry, "permissions: " + who + ": " + level.error().reason);
                continue;
            }
            if (const auto alone = mapping::Permissions::create({{who, *level}}); !alone) {
                report(entry, "permissions: " + alone.error().reason +
                                  "; a key is \"*\", a domain, a Matrix user id or a JID");
                continue;
            }
            made_.permission_rules.emplace(who, *level);
        }
        if (auto all = mapping::Permissions::create(made_.permission_rules)) {
            made_.permissions = std::move(*all);
        } else {
            report_contradictions();
        }
    }

    // One rule after the other, so that one that contradicts those before it is told with its own line.
    void report_contradictions() {
        std::map<std::string, mapping::Permission> so_far;
        for (const auto* const rule : rules_by_line()) {
            const auto& [who, entry] = *rule;
            const auto sound = made_.permission_rules.find(who);
            if (sound == made_.permission_rules.end()) {
                continue;
            }
            so_far.insert(*sound);
            if (!mapping::Permissions::create(so_far)) {
                so_far.erase(who);
                report(entry,
                       "permissions: '" + who +
                           "' is the same as an earlier key, which gives another permission; remove one of them");
            }
        }
    }

    using Rule = std::pair<const std::string, Entry>;
    std::vector<const Rule*> rules_by_line() const {
        std::vector<const Rule*> rules;
        for (const auto& rule : document_.permissions) {
            rules.push_back(&rule);
        }
        std::ranges::stable_sort(rules, {}, [](const Rule* rule) { return rule->second.line; });
        return rules;
    }

    // The templates are judged together, and only where what they build on is right.
    void check_names() {
        const auto concerns_names = [](std::string_view path) {
            return path.starts_with("names.") || path == "homeserver.domain" || path == "xmpp.component";
        };
        if (std::ranges::any_of(bad_, concerns_names)) {
            return;
        }
        const auto names = mapping::Names::create(made_.names, made_.homeserver.domain, made_.xmpp.component);
        if (!names) {
            report(culprit_among_names(names.error().reason), "names: " + names.error().reason);
        }
    }

    // The template at fault is the one that is so beside the defaults of the others too; of several that only do not
    // go together it is the last.
    Entry culprit_among_names(const std::string& reason) const {
        auto culprit = section_of("names");
        for (const auto& key : keys()) {
            const auto written = document_.values.find(key.path);
            if (!key.path.starts_with("names.") || written == document_.values.end()) {
                continue;
            }
            const auto alone =
                mapping::Names::create(default_names_but(key), made_.homeserver.domain, made_.xmpp.component);
            if (!alone && alone.error().reason == reason) {
                return written->second;
            }
            culprit = written->second;
        }
        return culprit;
    }

    mapping::NameTemplates default_names_but(const Key& changed) const {
        auto others = blank();
        others.names.bot = made_.names.bot;
        for (const auto& key : keys()) {
            if (key.path.starts_with("names.") && key.path != changed.path) {
                key.field.read(others, key.fallback).value();
            }
        }
        changed.field.copy(made_, others);
        return others.names;
    }

    void complete_addresses() {
        if (made_.appservice.url.empty()) {
            made_.appservice.url = "http://" + to_string(made_.appservice.listen);
        }
        if (made_.media.public_url.empty()) {
            made_.media.public_url = "http://" + to_string(made_.media.listen);
        }
        for (const auto* const other : {"admin.listen", "appservice.listen"}) {
            const auto& taken =
                other == std::string_view{"admin.listen"} ? made_.admin_listen : made_.appservice.listen;
            if (made_.media.listen == taken && !bad_.contains("media.listen") && !bad_.contains(other)) {
                report(entry_of(document_.values.contains("media.listen") ? "media.listen" : other),
                       "media.listen and " + std::string{other} + " are the same; give one of them another port");
            }
        }
        if (made_.appservice.listen == made_.admin_listen && !bad_.contains("admin.listen")) {
            const auto* const written =
                document_.values.contains("admin.listen") ? "admin.listen" : "appservice.listen";
            report(entry_of(written), "admin.listen and appservice.listen are the same; give one of them another port");
        }
    }

    // With one token for both, whoever learns what the homeserver shows could act as any ghost.
    void compare_tokens() {
        const auto& as_token = made_.appservice.as_token;
        if (as_token == made_.appservice.hs_token && !as_token.reveal().empty()) {
            report(entry_of("appservice.hs_token"),
                   "appservice.hs_token and appservice.as_token are the same; give one of them another random word "
                   "and write a new registration: bascule registration");
        }
    }

    Problems problems() {
        std::ranges::stable_sort(document_.problems, {}, &Problem::line);
        Problems all;
        for (const auto& problem : document_.problems) {
            all.lines.push_back(problem.place + ": " + problem.what);
        }
        return all;
    }

    Document document_;
    Configuration made_ = blank();
    std::set<std::string_view> bad_; // keys that are missing or wrong
};

} // namespace

void throw_exception_from_error(const Problems& problems, const boost::source_location& /*where*/) {
    throw std::invalid_argument{problems.lines.empty() ? "bad configuration" : problems.lines.front()};
}

Loaded parse(std::string_view yaml, const std::string& file, const Environment& environment) {
    auto document = read_document(yaml, file);
    override_from(environment, document);
    return Build{std::move(document)}.run();
}

Loaded load(const std::filesystem::path& file, const Environment& environment) {
    const auto text = read_text_file(file);
    if (!text) {
        const bool is_forbidden = text.error().reason == make_error_code(std::errc::permission_denied).message();
        const auto* const remedy = is_forbidden ? "run this as the bridge's user, such as by `sudo -u bascule bascule`"
                                                : "name the right file with --config, or make one with `bascule init`";
        return Problems{{file.string() + ": cannot be read (" + text.error().reason + "); " + remedy}};
    }
    return parse(*text, file.string(), environment);
}

} // namespace bascule::config
