#include "config/load.hpp"

#include "config/document.hpp"
#include "config/keys.hpp"
#include "config/text_file.hpp"
#include "config/values.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

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
        if (document_.problems.empty()) {
            return std::move(made_);
        }
        return problems();
    }

private:
    void report(const Entry& entry, std::string what) {
        document_.problems.push_back({entry.place, entry.line, std::move(what)});
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
            // By itself first, so that the problem is told with its own line.
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
            report(section_of(permissions_path), "permissions: " + all.error().reason);
        }
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
            report(section_of("names"), "names: " + names.error().reason);
        }
    }

    void complete_addresses() {
        if (made_.appservice.url.empty()) {
            made_.appservice.url = "http://" + to_string(made_.appservice.listen);
        }
        if (made_.appservice.listen == made_.admin_listen) {
            report(section_of("admin.listen"),
                   "admin.listen and appservice.listen are the same; give one of them another port");
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
        return Problems{{file.string() + ": cannot be read (" + text.error().reason +
                         "); name the right file with --config, or make one with `bascule init`"}};
    }
    return parse(*text, file.string(), environment);
}

} // namespace bascule::config
