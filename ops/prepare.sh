# shellcheck shell=sh
# Makes .venv hold exactly what requirements.lock lists. Sourced by run, test and bench from the root of the tree.
#
# A stamp, written last, holds the lock's hash: while both agree nothing is started and nothing is said. Without a
# matching stamp .venv is made anew, so an interrupted install heals itself and nothing of an older lock stays behind.
# Whatever stands in the way ends with one sentence on standard error and exit code 2.

prepare_stamp=.venv/requirements.lock.sha256
prepare_log=.venv/install.log
prepare_busy=.venv.busy
prepare_pip=''

prepare() {
    prepare_hash=$(prepare_lock_hash)
    prepare_is_done && return
    prepare_take_turn
    if ! prepare_is_done; then # another start may have done it meanwhile
        prepare_find_python
        prepare_make_venv
        prepare_install
        printf '%s\n' "$prepare_hash" >"$prepare_stamp.new"
        mv "$prepare_stamp.new" "$prepare_stamp"
    fi
    prepare_end_turn
}

prepare_lock_hash() {
    if command -v sha256sum >/dev/null 2>&1; then
        sha256sum <requirements.lock
    else
        shasum -a 256 <requirements.lock
    fi
}

prepare_is_done() {
    [ -x .venv/bin/python ] && [ -r "$prepare_stamp" ] || return 1
    read -r prepare_stamped <"$prepare_stamp" || return 1
    [ "$prepare_stamped" = "$prepare_hash" ]
}

prepare_fail() {
    printf '%s\n' "$*" >&2
    exit 2
}

# One at a time: `./run` and `./test` may well be started together in a fresh clone.
prepare_take_turn() {
    prepare_seen=''
    until (set -C && echo $$ >"$prepare_busy") 2>/dev/null; do
        [ -e "$prepare_busy" ] || [ -w . ] ||
            prepare_fail "Siyou keeps its Python packages in .venv, but the folder $PWD cannot be written."
        prepare_other=$(cat "$prepare_busy" 2>/dev/null) || continue
        if kill -0 "$prepare_other" 2>/dev/null; then
            [ -n "$prepare_seen" ] || printf 'waiting for process %s, which prepares .venv\n' "$prepare_other"
        elif [ "$prepare_seen" = "$prepare_other." ]; then
            rm -f "$prepare_busy" # its owner is gone since a second
        fi
        prepare_seen=$prepare_other.
        sleep 1
    done
    trap 'prepare_stop' INT TERM HUP
    trap 'rm -f "$prepare_busy"' EXIT
}

prepare_end_turn() {
    rm -f "$prepare_busy"
    trap - INT TERM HUP EXIT
}

# A shell without job control starts background commands deaf to Ctrl-C, so pip is told here.
prepare_stop() {
    if [ -n "$prepare_pip" ]; then
        kill "$prepare_pip" 2>/dev/null || :
        wait "$prepare_pip" 2>/dev/null || :
    fi
    printf '\nStopped while preparing .venv; the next start begins it anew.\n' >&2
    exit 130
}

# Leaves the first Python that will do in prepare_python, as its real path: should the system replace that Python
# later, .venv/bin/python points nowhere and .venv is made anew.
prepare_find_python() {
    prepare_old='' prepare_bare=''
    # Words old enough for Python 2, which may be what answers.
    prepare_question='
import os, sys
try:
    import ensurepip, venv
    have = "venv"
except ImportError:
    have = "bare"
print("%d %d %d %s %s" % (tuple(sys.version_info[:3]) + (have, os.path.realpath(sys.executable))))'
    for prepare_name in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        [ -n "$prepare_name" ] || continue
        prepare_answer=$("$prepare_name" -c "$prepare_question" </dev/null 2>/dev/null) || continue
        read -r major minor micro have prepare_python <<ANSWER
$prepare_answer
ANSWER
        if [ "$major" -lt 3 ] || { [ "$major" -eq 3 ] && [ "$minor" -lt 11 ]; }; then
            prepare_old=${prepare_old:-"$prepare_name is $major.$minor.$micro"}
        elif [ "$have" = venv ]; then
            printf '[1/3] Python %s.%s.%s found (%s)\n' "$major" "$minor" "$micro" "$prepare_python"
            return
        elif [ -z "$prepare_bare" ]; then
            prepare_bare="Python $major.$minor.$micro ($prepare_python) lacks its venv module: install it"
            prepare_bare="$prepare_bare (on Debian: apt install $(prepare_venv_package "${prepare_name##*/}"))."
        fi
    done
    [ -z "$prepare_bare" ] || prepare_fail "$prepare_bare"
    prepare_fail "Siyou needs Python 3.11 or newer, but ${prepare_old:-there is none}:" \
        "install one (on Debian: apt install python3 python3-venv) or name it with PYTHON=/path/to/python3."
}

# Debian packs the module once per version.
prepare_venv_package() {
    case $1 in
    python3.*) printf '%s-venv' "$1" ;;
    *) printf 'python3-venv' ;;
    esac
}

prepare_make_venv() {
    prepare_why=''
    [ ! -e .venv ] || prepare_why=' anew (it does not match requirements.lock)'
    printf '[2/3] making .venv%s\n' "$prepare_why"
    rm -rf .venv
    prepare_answer=$("$prepare_python" -m venv .venv 2>&1 </dev/null) ||
        prepare_fail "Python could not make .venv: $(printf '%s\n' "$prepare_answer" | tail -n 1)"
}

# With a wheelhouse the network is asked only for what is missing there.
prepare_install() {
    # What the lock keeps for Windows and the browser is nothing for a POSIX shell.
    prepare_count=$(grep '^[a-z0-9].*==' requirements.lock | grep -cv -e "== 'win32'" -e "== 'emscripten'") || :
    prepare_begun=$(date +%s)
    printf '[3/3] installing %s packages … ' "$prepare_count"
    : >"$prepare_log"
    mkdir .venv/tmp
    if [ -d wheelhouse ]; then
        prepare_watch_pip --no-index --find-links wheelhouse ||
            prepare_watch_pip --find-links wheelhouse || prepare_explain
    else
        prepare_watch_pip || prepare_explain
    fi
    rm -rf .venv/tmp
    [ ! -t 1 ] || printf '\r[3/3] installing %s packages … \033[K' "$prepare_count"
    printf '%s s\n' $(($(date +%s) - prepare_begun))
}

# On a terminal the line counts the seconds; elsewhere it waits for its end.
prepare_watch_pip() {
    prepare_run_pip "$@" &
    prepare_pip=$!
    prepare_seconds=0
    while [ -t 1 ] && kill -0 "$prepare_pip" 2>/dev/null; do
        sleep 1
        prepare_seconds=$((prepare_seconds + 1))
        printf '\r[3/3] installing %s packages … %s s' "$prepare_count" "$prepare_seconds"
    done
    wait "$prepare_pip"
}

# Replaces the background shell, so that its process id is pip's. PIP_* settings and pip.conf of the site hold. What a
# stopped pip leaves half unpacked goes with .venv.
prepare_run_pip() {
    export TMPDIR="$PWD/.venv/tmp"
    exec .venv/bin/python -m pip install --no-input --disable-pip-version-check --require-hashes \
        --only-binary :all: -r requirements.lock "$@" </dev/null >>"$prepare_log" 2>&1
}

prepare_explain() {
    printf '\n'
    if grep -qE 'connection broken by|Could not fetch URL|Failed to connect|Unable to connect' "$prepare_log"; then
        prepare_fail "No package index can be reached: connect this machine, set PIP_INDEX_URL to the index of" \
            "your site, or put the wheels into wheelhouse/ (details in $prepare_log)."
    fi
    prepare_fail "pip could not install requirements.lock: $(sed -n 's|^ERROR: ||p' "$prepare_log" | tail -n 1)" \
        "(details in $prepare_log)."
}

prepare
