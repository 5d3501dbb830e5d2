# shellcheck shell=bash disable=SC2034,SC2154,SC2016
# Building with one of the presets of CMakePresets.json.

# build PRESET [CMAKE OPTION...]
build() {
    local preset=$1
    shift
    quiet "configure ($preset)" timeout 300 cmake -S "$root" --preset "$preset" "$@" || return
    quiet "build ($preset)" timeout 2400 bash -c 'cd "$1" && cmake --build --preset "$2" -j "$(nproc)"' _ "$root" "$preset"
}
