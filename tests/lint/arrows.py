"""Keeps the arrows between the folders: includes, and what the targets link."""

import re

import sources

# Longest first, so that a file belongs to the innermost of them.
FOLDERS = ("bridge/store", "bridge/media", "bridge/app", "bridge", "mapping", "matrix_appservice", "xmpp_component", "config", "tests")

# Which folders a folder may use besides itself.
MAY_USE = {
    "mapping": (),
    "bridge": ("mapping",),
    "bridge/store": ("bridge", "mapping"),
    "bridge/media": ("bridge", "mapping", "matrix_appservice"),
    "matrix_appservice": ("bridge", "mapping"),
    "xmpp_component": ("bridge", "mapping"),
    "config": ("mapping",),
    "bridge/app": ("bridge", "mapping", "bridge/store", "bridge/media", "matrix_appservice", "xmpp_component", "config"),
    "tests": FOLDERS,
}

# Libraries: the headers and link names that belong to each, and the folders that may use it (tests and bridge/app may
# use all). Headers of the standard and of POSIX belong to none.
ASIO_USERS = ("bridge", "bridge/store", "bridge/media", "matrix_appservice", "xmpp_component")
LIBRARIES = {
    "Boost values": (r"boost/(system|assert|core|optional|container_hash)/|boost/[a-z_]+\.hpp", r"Boost::headers",
                     ("mapping", "config") + ASIO_USERS),
    "Asio": (r"boost/asio", r"bascule_boost", ASIO_USERS),
    "Beast": (r"boost/beast", r"-", ("matrix_appservice", "bridge/media")),
    "other Boost": (r"boost/", r"Boost::.*", ASIO_USERS),
    "OpenSSL": (r"openssl/", r"OpenSSL::.*", ("matrix_appservice", "xmpp_component", "bridge/store", "bridge/media", "mapping")),
    "libidn": (r"(stringprep|idna|punycode|pr29|idn-free)\.h", r"PkgConfig::libidn", ("mapping",)),
    "gumbo": (r"gumbo\.h", r"PkgConfig::gumbo", ("mapping",)),
    "spdlog": (r"(spdlog|fmt)/", r"(spdlog|fmt)::.*", ASIO_USERS),
    "nlohmann/json": (r"nlohmann/", r"nlohmann_json::.*", ("matrix_appservice", "bridge/media")),
    "expat": (r"expat", r"EXPAT::.*", ("xmpp_component",)),
    "pugixml": (r"pugi", r"pugixml.*", ("xmpp_component",)),
    "libpq": (r"(libpq|pg_config|postgres)", r"PostgreSQL::.*", ("bridge/store",)),
    "SQLite": (r"sqlite3", r"SQLite::.*", ("bridge/store",)),
    "yaml-cpp": (r"yaml-cpp/", r"yaml-cpp.*", ("config",)),
    "CLI11": (r"CLI/", r"CLI11::.*", ()),
    "prometheus": (r"prometheus/", r"prometheus-cpp::.*", ()),
    "libsystemd": (r"systemd/", r"PkgConfig::libsystemd", ()),
    "GoogleTest": (r"(gtest|gmock)/", r"GTest::.*", ()),
}
LEVEL = ("bascule_options", "Threads::Threads")  # may be linked everywhere

TARGETS = {
    "bascule_mapping": "mapping",
    "bascule_bridge": "bridge",
    "bascule_store": "bridge/store",
    "bascule_media": "bridge/media",
    "bascule_matrix": "matrix_appservice",
    "bascule_xmpp": "xmpp_component",
    "bascule_config": "config",
    "bascule_app": "bridge/app",
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
COMMAND = re.compile(r"\b(bascule_library|target_link_libraries|target_include_directories)\s*\(([^)]*)\)")
KEYWORDS = {"SOURCES", "LINK", "PRIVATE", "PUBLIC", "INTERFACE"}


def folder_of(path):
    for folder in FOLDERS:
        if path == folder or path.startswith(folder + "/"):
            return folder
    return None


def may_use_library(folder, users):
    return folder in ("tests", "bridge/app") or folder in users


def library_of(name, column):
    for library, row in LIBRARIES.items():
        if re.match(row[column] + ("" if column == 0 else "$"), name):
            return library, row[2]
    return None


def included(folder, mark, name):
    """Why this include is not allowed here, or None."""
    if mark == '"':
        other = folder_of(name)
        if other is None:
            return f'"{name}" is in no folder of the project; write the path from the top'
        if other != folder and other not in MAY_USE[folder]:
            return f"{folder} must not include {other}"
        return None
    found = library_of(name, 0)
    if found and not may_use_library(folder, found[1]):
        return f"{folder} must not use {found[0]}"
    return None


def linked(folder, name):
    """Why this link is not allowed here, or None."""
    if name in TARGETS:
        other = TARGETS[name]
        if other != folder and other not in MAY_USE[folder]:
            return f"{folder} must not link {name}"
        return None
    found = library_of(name, 1)
    if found is None:
        return None if name in LEVEL or folder == "tests" else f"{name} is unknown; say in arrows.py who may use it"
    return None if may_use_library(folder, found[1]) else f"{folder} must not link {name} ({found[0]})"


def check_code(root):
    for path in sources.files(root, sources.PRODUCT + ("tests",), sources.CODE):
        name = path.relative_to(root).as_posix()
        text = path.read_text()
        for include in INCLUDE.finditer(text):
            wrong = included(folder_of(name), include.group(1), include.group(2))
            if wrong:
                yield f"{name}:{sources.line_of(text, include.start())}: {wrong}"


def links_of(command, arguments):
    """The libraries that a CMake command names: what stands behind LINK, PRIVATE and the like."""
    words = re.sub(r"#[^\n]*", "", arguments).split()
    is_link = False
    for word in words[1:]:
        if word in KEYWORDS:
            is_link = word != "SOURCES"
        elif is_link:
            yield word


def check_cmake(root):
    for path in sorted(root.glob("**/CMakeLists.txt")):
        name = path.relative_to(root).as_posix()
        folder = folder_of(name)
        if folder in (None, "tests"):
            continue
        text = path.read_text()
        for command in COMMAND.finditer(text):
            if command.group(1) == "target_include_directories":
                yield f"{name}:{sources.line_of(text, command.start())}: includes are written from the top; no need"
                continue
            for library in links_of(command.group(1), command.group(2)):
                wrong = None if library == "bascule_app" else linked(folder, library)
                if wrong:
                    yield f"{name}:{sources.line_of(text, command.start())}: {wrong}"


def check(root):
    yield from check_code(root)
    yield from check_cmake(root)


if __name__ == "__main__":
    sources.main(check, __doc__)
