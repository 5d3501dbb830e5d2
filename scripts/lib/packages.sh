# shellcheck shell=bash disable=SC2034,SC2154,SC2016
# What has to be installed before anything can be built or tested: Debian's packages, and a Python environment.

# zlib1g-dev is what prometheus-cpp-dev looks for without depending on it.
build_packages=(
    g++ cmake ninja-build pkg-config ccache
    libboost1.81-dev libssl-dev libexpat1-dev libpugixml-dev nlohmann-json3-dev libyaml-cpp-dev libidn-dev libgumbo-dev
    libpq-dev libsqlite3-dev libspdlog-dev libcli11-dev prometheus-cpp-dev libsystemd-dev zlib1g-dev
    libgtest-dev libgmock-dev clang-format
)
server_packages=(python3-venv prosody prosody-modules)
more_server_packages=(ejabberd postgresql)

missing_packages() {
    local package
    for package in "$@"; do
        dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || echo "$package"
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        env "$@"
    elif command -v sudo >/dev/null; then
        sudo env "$@"
    else
        die "this needs root or sudo: $*"
    fi
}

# Packages of servers start them, which nobody asked for here: a policy of our own prevents it where there is none.
without_starting_services() {
    local policy=/usr/sbin/policy-rc.d code=0
    if [ -e "$policy" ]; then
        "$@" || code=$?
    else
        printf '#!/bin/sh\nexit 101\n' | as_root sh -c "cat >$policy && chmod 755 $policy"
        "$@" || code=$?
        as_root rm -f "$policy"
    fi
    return "$code"
}

apt_install() {
    local quietly=(DEBIAN_FRONTEND=noninteractive timeout 1500 apt-get -y -o DPkg::Lock::Timeout=300)
    as_root "${quietly[@]}" update || return
    without_starting_services as_root "${quietly[@]}" install --no-install-recommends "$@"
}

# install_packages PACKAGE...: installs those that are missing.
install_packages() {
    if ! command -v dpkg-query >/dev/null; then
        local tool
        for tool in cmake ninja g++ pkg-config prosody python3; do
            command -v "$tool" >/dev/null ||
                die "$tool is missing, and there is no apt-get to install it: this script needs Debian 12 or the tools"
        done
        return
    fi
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" = 0 ] && return
    command -v apt-get >/dev/null || die "there is no apt-get to install what is missing: ${missing[*]}"
    say "packages missing: ${missing[*]}"
    quiet "packages" apt_install "${missing[@]}"
}

# The Python environment of tests and demo, made anew only when the pinned requirements change.
install_python_environment() {
    local requirements="$root/tests/e2e/requirements.txt" stamp="$root/build/venv/requirements.sha256" wanted
    wanted=$(sha256sum <"$requirements")
    if [ -x "$python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
        return
    fi
    quiet "python environment" timeout 900 bash -euc '
        rm -rf "$1/build/venv"
        python3 -m venv "$1/build/venv"
        "$1/build/venv/bin/python" -m pip install --disable-pip-version-check --no-deps -r "$1/tests/e2e/requirements.txt"
        "$1/build/venv/bin/python" -m pip check' _ "$root"
    printf '%s\n' "$wanted" >"$stamp"
}
