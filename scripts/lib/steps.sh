# shellcheck shell=bash disable=SC2034,SC2154,SC2016
# Steps that say what they do and how long they took. Sourced by the scripts of this folder.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
logs="$root/build/logs"
python="$root/build/venv/bin/python"
mkdir -p "$logs"
export CCACHE_SLOPPINESS=pch_defines,time_macros

say() { printf '[%4ds] %s\n' "$SECONDS" "$*"; }

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# quiet NAME COMMAND...: runs a step; shows the end of its output only if it fails.
quiet() {
    local name=$1 began=$SECONDS log
    shift
    log="$logs/${name//[^a-zA-Z0-9]/-}.log"
    say "$name ..."
    if "$@" >"$log" 2>&1 </dev/null; then
        say "$name: done in $((SECONDS - began)) s"
    else
        local code=$?
        tail -n 60 "$log"
        say "$name: FAILED ($code) after $((SECONDS - began)) s; all of its output: $log"
        return "$code"
    fi
}
