#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bascule::config {

/// Something wrong, and where: `file:line`, or an environment variable.
struct Problem {
    std::string place;
    int line = 0; ///< 0 where it is in no file
    std::string what;
};

/// A value as it was written.
struct Entry {
    std::string text;
    std::string place;
    int line = 0;
};

/// The file and the environment, flattened to key paths; only paths of the table of keys are in it.
struct Document {
    std::string file;
    std::map<std::string, Entry, std::less<>> values;
    std::map<std::string, Entry, std::less<>> permissions; ///< by their free keys
    std::map<std::string, int, std::less<>> section_lines;
    std::vector<Problem> problems;
    bool is_yaml = true; ///< false: the file could not be taken apart, the problem says where
};

/// Reads YAML. What is no YAML, unknown, written twice or of wrong shape becomes a problem, and reading goes on.
Document read_document(std::string_view yaml, const std::string& file);

} // namespace bascule::config
