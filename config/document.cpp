#include "config/document.hpp"

#include "config/keys.hpp"
#include "config/nearest.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>
#include <utility>

namespace bascule::config {

namespace {

std::vector<std::string> section_paths() {
    std::set<std::string> sections;
    for (const auto& key : keys()) {
        for (auto dot = key.path.find('.'); dot != key.path.npos; dot = key.path.find('.', dot + 1)) {
            sections.emplace(key.path.substr(0, dot));
        }
    }
    return {sections.begin(), sections.end()};
}

std::vector<std::string> all_paths() {
    auto paths = section_paths();
    for (const auto& key : keys()) {
        paths.emplace_back(key.path);
    }
    paths.emplace_back(permissions_path);
    return paths;
}

// Walks a YAML tree and files what it finds in the document.
class Reader {
public:
    explicit Reader(Document& document) : document_{document} {}

    void read(const YAML::Node& root) {
        if (root.IsNull()) {
            return;
        }
        if (!root.IsMap()) {
            report(root, "the file holds no settings; begin with a line such as `homeserver:`");
            return;
        }
        read_section(root, "");
    }

private:
    int line_of(const YAML::Node& node) const { return node.Mark().line + 1; }

    void report(const YAML::Node& node, std::string what) {
        const auto line = line_of(node);
        document_.problems.push_back({document_.file + ':' + std::to_string(line), line, std::move(what)});
    }

    void read_section(const YAML::Node& map, const std::string& path) {
        std::set<std::string> seen;
        for (const auto& pair : map) {
            if (!pair.first.IsScalar()) {
                report(pair.first, "a key must be a plain word");
                continue;
            }
            const auto child = (path.empty() ? "" : path + '.') + pair.first.Scalar();
            if (!seen.insert(child).second) {
                report(pair.first, child + " is written twice; remove one of the two");
                continue;
            }
            read_child(pair.first, pair.second, child);
        }
    }

    void read_child(const YAML::Node& key, const YAML::Node& value, const std::string& path) {
        if (std::ranges::find(keys(), path, &Key::path) != keys().end()) {
            read_value(key, value, path);
        } else if (path == permissions_path) {
            read_permissions(key, value);
        } else if (std::ranges::find(sections_, path) != sections_.end()) {
            document_.section_lines.emplace(path, line_of(key));
            if (value.IsMap()) {
                read_section(value, path);
            } else if (!value.IsNull()) {
                report(value, path + " is a section; write its keys below it, each on a line of its own");
            }
        } else {
            const auto meant = nearest(path, paths_);
            report(key, "there is no key " + path + "; " + (meant ? "did you mean " + *meant + '?' : "remove it"));
        }
    }

    void read_value(const YAML::Node& key, const YAML::Node& value, const std::string& path) {
        const auto key_row = std::ranges::find(keys(), path, &Key::path);
        if (value.IsSequence() && key_row->shape == Shape::list) {
            document_.values.insert_or_assign(path, list_entry(value));
            return;
        }
        if (!value.IsScalar()) {
            report(key, path + (value.IsNull() ? " has no value; write one or remove the key"
                                               : " takes a single value, not a list or section"));
            return;
        }
        document_.values.insert_or_assign(path, entry(value));
    }

    void read_permissions(const YAML::Node& key, const YAML::Node& map) {
        if (!map.IsMap()) {
            report(key, "permissions takes lines such as \"@boss:example.org\": admin");
            return;
        }
        for (const auto& pair : map) {
            if (!pair.first.IsScalar() || !pair.second.IsScalar()) {
                report(pair.first, "a permission is a line such as \"@boss:example.org\": admin");
            } else if (!document_.permissions.emplace(pair.first.Scalar(), entry(pair.second)).second) {
                report(pair.first, "permissions has " + pair.first.Scalar() + " twice; remove one of the two");
            }
        }
    }

    // Its words, with spaces between them.
    Entry list_entry(const YAML::Node& list) {
        std::string words;
        for (const auto& item : list) {
            if (!item.IsScalar()) {
                report(item, "a list here holds plain words");
                continue;
            }
            words += (words.empty() ? "" : " ") + item.Scalar();
        }
        const auto line = line_of(list);
        return {words, document_.file + ':' + std::to_string(line), line};
    }

    Entry entry(const YAML::Node& value) const {
        const auto line = line_of(value);
        return {value.Scalar(), document_.file + ':' + std::to_string(line), line};
    }

    Document& document_;
    std::vector<std::string> sections_ = section_paths();
    std::vector<std::string> paths_ = all_paths();
};

} // namespace

Document read_document(std::string_view yaml, const std::string& file) {
    Document document{
        .file = file, .values = {}, .permissions = {}, .section_lines = {}, .problems = {}, .is_yaml = true};
    try {
        Reader{document}.read(YAML::Load(std::string{yaml}));
    } catch (const YAML::Exception& failure) {
        const auto line = failure.mark.line + 1;
        document.is_yaml = false;
        document.problems.push_back(
            {file + ':' + std::to_string(line), line,
             "this is no YAML (" + failure.msg + "); check the indentation and the quotes hereabouts"});
    }
    return document;
}

} // namespace bascule::config
