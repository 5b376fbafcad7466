# Shared by the scripts in this folder; sourced, never run.
# shellcheck shell=bash
#
# Each script that sources this file has already run `set -euo pipefail`.

KAPELL_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# The flags of every build of the programs.
# --static-swift-stdlib is not among them: tests cannot be built with it. Programs that leave this
# checkout are linked statically from the same objects by Scripts/link-static.
SWIFT_FLAGS=${SWIFT_FLAGS:--c release --explicit-target-dependency-import-check error}

# The tests have a tree of their own, .build/test, which is not optimised: the optimiser, above all on the libraries that
# the macros need, would take most of the time from an empty clone to the last test. TEST_FLAGS="$SWIFT_FLAGS" tests what
# is released.
TEST_FLAGS=${TEST_FLAGS:-$SWIFT_FLAGS -Xswiftc -Onone}
TEST_SCRATCH=.build/test

# One line about a step, on standard error, so that standard output stays usable in a pipe.
say() { printf '%s\n' "$*" >&2; }

# fail WHICH WHY REMEDY [EXIT CODE]: the form of every failure: which step, why, and what to do.
fail() {
    printf '\nFailed: %s\n  why:     %s\n  to mend: %s\n' "$1" "$2" "$3" >&2
    exit "${4:-1}"
}

# The folder of models, stores and caches. The program `kapell` uses the same rule.
kapell_home() {
    if [ -n "${KAPELL_HOME:-}" ]; then
        case $KAPELL_HOME in
            /*) printf '%s\n' "$KAPELL_HOME" ;;
            *) printf '%s/%s\n' "$PWD" "$KAPELL_HOME" ;;
        esac
    elif [ "$(uname -s)" = Darwin ]; then
        printf '%s/Library/Application Support/kapell\n' "$HOME"
    else
        printf '%s/kapell\n' "${XDG_DATA_HOME:-$HOME/.local/share}"
    fi
}

# Where SwiftPM finds kapell-llama.pc.
kapell_pkg_config_path() {
    printf '%s/.build-llama/install/lib/pkgconfig%s\n' "$KAPELL_ROOT" "${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
}

# detached COMMAND…: becomes the command, in a session and process group of its own. For use with `&`.
detached() {
    if command -v setsid >/dev/null; then exec setsid "$@"; else exec perl -MPOSIX -e 'POSIX::setsid(); exec @ARGV' "$@"; fi
}

# python_environment FOLDER REQUIREMENTS: an environment with exactly these packages; nothing is done where it is there.
python_environment() {
    cmp -s "$2" "$1/requirements.txt" && return 0
    say "Preparing the Python environment in ${1#"$KAPELL_ROOT/"}"
    rm -rf "$1"
    { python3 -m venv "$1" && "$1/bin/python" -m pip install --quiet --disable-pip-version-check -r "$2"; } >&2 ||
        fail "Python environment in ${1#"$KAPELL_ROOT/"}" "venv or pip stopped; the reason is above" \
            "check the network (or PIP_INDEX_URL, if you use a mirror), then start again"
    cp "$2" "$1/requirements.txt" # last: an interrupted installation starts over
}

sha256_of() {
    if command -v sha256sum >/dev/null; then sha256sum "$1" | cut -d ' ' -f 1; else shasum -a 256 "$1" | cut -d ' ' -f 1; fi
}

# The address of the Python Package Index as pip knows it: the environment, then pip's files, then
# the default that pip's own help names.
pypi_index() {
    local url=${PIP_INDEX_URL:-} key
    for key in global.index-url download.index-url; do
        [ -n "$url" ] || url=$(python3 -m pip config get "$key" 2>/dev/null || true)
    done
    if [ -z "$url" ]; then
        url=$(COLUMNS=400 python3 -m pip download --help | tr -s ' \n' ' ' |
            sed -n 's/.*Base URL of the Python Package Index (default \([^ )]*\)).*/\1/p')
    fi
    [ -n "$url" ] || return 1
    printf '%s\n' "${url%/}"
}

# pypi_link PROJECT FILE SHA256: the address of one file, read from the project's page (PEP 503).
pypi_link() {
    local index page
    index=$(pypi_index) || return 1
    page=$(curl --fail --location --silent --show-error --retry 3 --max-time 120 "$index/$1/") || return 1
    python3 -c '
import html.parser, sys, urllib.parse
base, name, digest = sys.argv[1:]
links = []
class Page(html.parser.HTMLParser):
    def handle_starttag(self, tag, attributes):
        href = dict(attributes).get("href")
        if tag == "a" and href:
            url, fragment = urllib.parse.urldefrag(urllib.parse.urljoin(base, href))
            if fragment == "sha256=" + digest:
                links.insert(0, url)
            elif urllib.parse.unquote(url.rsplit("/", 1)[-1]) == name:
                links.append(url)
Page().feed(sys.stdin.read())
if not links:
    sys.exit(1)
print(links[0])
' "$index/$1/" "$2" "$3" <<<"$page"
}

# download PROJECT FILE SHA256 TARGET: fetches a file of PyPI, continues where an earlier call stopped,
# and puts it in place only when its SHA-256 is right.
download() {
    local project=$1 file=$2 digest=$3 target=$4 part=$4.part url attempt
    if [ -f "$target" ]; then
        [ "$(sha256_of "$target")" = "$digest" ] && return 0
        say "$target is damaged (wrong SHA-256); fetching it again"
        rm -f "$target"
    fi
    mkdir -p "$(dirname "$target")" ||
        fail "download of $file" "the folder $(dirname "$target") cannot be made" "set KAPELL_HOME to a folder you may write to"
    url=$(pypi_link "$project" "$file" "$digest") ||
        fail "download of $file" "PyPI's page of $project cannot be read or does not list the file" \
            "check the network (or PIP_INDEX_URL, if you use a mirror), then run this again"
    for attempt in 1 2; do
        if [ -f "$part" ] && [ "$(sha256_of "$part")" = "$digest" ]; then break; fi
        say "Downloading $file from PyPI"
        local code=0 status
        status=$(curl --fail --location --progress-bar --retry 5 --retry-delay 2 --connect-timeout 30 \
            --speed-limit 1000 --speed-time 60 --continue-at - --output "$part" --write-out '%{http_code}' "$url") || code=$?
        if [ "$code" = 33 ] || [ "$status" = 416 ]; then # the server cannot continue this file
            rm -f "$part"
            [ "$attempt" = 2 ] || continue
        fi
        [ "$code" = 0 ] ||
            fail "download of $file" "curl stopped with code $code (HTTP status $status)" \
                "check the network and the free space of $(dirname "$target"), then run this again: it continues where it stopped"
        [ "$(sha256_of "$part")" = "$digest" ] && break
        rm -f "$part"
        [ "$attempt" = 1 ] ||
            fail "download of $file" "its SHA-256 is not $digest" "check the package index in use (PIP_INDEX_URL): it serves another file"
        say "$file has the wrong SHA-256; fetching it once more from the start"
    done
    mv -f "$part" "$target"
}
