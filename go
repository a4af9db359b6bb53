#!/bin/sh
# The one door to the project: ./go demo, ./go test, ./go check … on a bare machine with Python 3.11 or newer.
# It makes .venv, installs the hashed lock only when that changed, and runs. No compiler, no services.
set -eu

root=$(cd "$(dirname "$0")" && pwd -P)
unset PYTHONHOME PYTHONPATH                  # another Python's packages must not leak into ours
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_USER=0

usage() {
    cat <<'TEXT'
usage: ./go COMMAND

  demo                  install what is needed, analyse the scenario ukraine-2023, write offramp-demo.html
  run ARGS…             the offramp command itself: ./go run solve brink
  test [PYTEST ARGS]    the quick tests
  test --slow [ARGS]    the slow ones; first installs Chromium (apt) and the peer solvers (.venv-peers)
  bench [NAME…]         speed and memory as ratios: against NumPy, hand-written C and peers; see ./go bench --help
  bench --peers [NAME…] the same; first installs the programs to compare with (.venv-bench)
  check                 lint, format, types, import layers, docs, locks
  docs                  build the documentation into docs/_build/html

Set PYTHON to use another interpreter than python3.
TEXT
}

say() { printf '%s\n' "$*" >&2; }
die() { say "./go: $*"; exit 1; }

apt_install() { # PACKAGES: installs them as root; otherwise prints the line to run
    line="apt-get update && apt-get install -y --no-install-recommends $*"
    command -v apt-get >/dev/null || die "needed: $*. Install them with your system's package manager"
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif [ -n "${ask_sudo:-}" ] && command -v sudo >/dev/null; then
        as_root=sudo
    else
        die "run this as root, then try again:  $line"
    fi
    say "Installing with apt: $*"
    # shellcheck disable=SC2086  # as_root is empty or one word
    { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "$@"; } >&2 || die "apt could not install $*. By hand:  $line"
}

new_enough() { command -v "$1" >/dev/null && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() { # sets python to an interpreter that is new enough
    python=
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if new_enough "$name"; then python=$name; return; fi
    done
    [ -z "${PYTHON:-}" ] || die "PYTHON=$PYTHON is not Python 3.11 or newer"
    apt_install python3 python3-venv
    python=python3
    new_enough python3 || die "Python 3.11 or newer is needed; python3 here is $(python3 --version 2>&1)"
}

make_venv() {
    # Debian splits venv off: the module is there, what it needs to install pip is not.
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        case $python in
            python3.*) apt_install "$python-venv" ;;
            *) apt_install python3-venv ;;
        esac
    fi
    say "Making $venv"
    rm -rf "$venv"
    "$python" -m venv "$venv" || die "could not make $venv"
}

# What the environment's stamps must say: each word changes with a file, the interpreter and where the project lies.
fingerprints() {
    (cd "$root" && "$python" -c '
import hashlib, pathlib, platform, sys
place = repr((platform.python_version(), sys.executable, str(pathlib.Path.cwd()))).encode()
files = {"made": "", "project": "pyproject.toml", **{name: f"locks/{name}.txt" for name in ("run", "dev", "peers", "bench")}}
for name, file in files.items():
    content = pathlib.Path(file).read_bytes() if file else b""
    print(f"{name}_is={hashlib.sha256(place + content).hexdigest()}")')
}

stamped() { [ "$(cat "$venv/$1" 2>/dev/null)" = "$2" ]; }

prepare() { # VENV LOCK: afterwards $venv holds the lock and the project; a venv with the dev lock holds run as well
    venv=$root/$1
    lock=$2
    find_python
    made_is='' run_is='' dev_is='' peers_is='' bench_is='' project_is=''
    prints=$(fingerprints) || die "could not read pyproject.toml and locks/"
    eval "$prints"
    # A moved folder, another Python or an interrupted `venv` leave an environment that can't be mended.
    if ! stamped made "$made_is" || [ ! -x "$venv/bin/python" ]; then
        make_venv
        printf '%s\n' "$made_is" >"$venv/made"
    fi
    case $lock in
        run) wanted=$run_is ;;
        dev) wanted=$dev_is ;;
        peers) wanted=$peers_is ;;
        bench) wanted=$bench_is ;;
    esac
    if ! stamped lock "$wanted" && ! { [ "$lock" = run ] && stamped lock "$dev_is"; }; then
        say "Installing locks/$lock.txt into $venv (a minute or two; only when it changed)"
        rm -f "$venv/lock" "$venv/project"
        # One peer has no wheel for Linux on ARM: only there, and only for the slow tests, a compiler is used.
        case $lock in peers | bench) wheels= ;; *) wheels=--only-binary=:all: ;; esac
        # shellcheck disable=SC2086  # wheels is empty or one word
        "$venv/bin/python" -m pip install --quiet --require-hashes $wheels -r "$root/locks/$lock.txt" >&2 ||
            die "could not install locks/$lock.txt; ./go can simply be run again"
        # The stamp is written last: an interrupted install is taken up again by the next ./go.
        printf '%s\n' "$wanted" >"$venv/lock"
    fi
    if ! stamped project "$project_is"; then
        "$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --no-index -e "$root" >&2 ||
            die "could not install the project itself"
        printf '%s\n' "$project_is" >"$venv/project"
    fi
}

find_chromium() {
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" && return
    done
    return 1
}

demo() {
    prepare .venv run
    cd "$root"
    "$venv/bin/offramp" analyse ukraine-2023 --out offramp-demo.html "$@"
    say "The page: $root/offramp-demo.html"
}

quick_tests() {
    prepare .venv dev
    cd "$root"
    # Two workers are two threads' worth of work already.
    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "$venv/bin/python" -m pytest -n 2 -m "not slow" "$@"
}

slow_tests() {
    ask_sudo=yes
    find_chromium >/dev/null || apt_install chromium fonts-dejavu-core
    OFFRAMP_CHROMIUM=$(find_chromium) || die "Chromium is not on the PATH after its installation"
    export OFFRAMP_CHROMIUM
    prepare .venv-peers peers
    cd "$root"
    status=0
    "$venv/bin/python" -m pytest -m slow "$@" || status=$?
    # 5: nothing was selected. Without arguments that means that there are no slow tests, which is no failure.
    if [ "$status" = 5 ] && [ $# = 0 ]; then status=0; fi
    return "$status"
}

step() { # NAME COMMAND…: runs it; remembers a failure, so that one run shows all of them
    name=$1
    shift
    if "$@"; then say "ok      $name"; else say "FAILED  $name"; failed="${failed:+$failed, }$name"; fi
}

build_docs() {
    "$venv/bin/python" -m sphinx -W --keep-going -q -E -b html docs docs/_build/html
}

check() {
    prepare .venv dev
    cd "$root"
    failed=
    step "lint" "$venv/bin/ruff" check --quiet .
    step "format" "$venv/bin/ruff" format --check --quiet .
    step "types" "$venv/bin/mypy" --no-error-summary --strict
    step "import layers" "$venv/bin/lint-imports" --no-cache --no-logo
    step "docs" build_docs
    step "locks" "$venv/bin/python" locks/check.py
    [ -z "$failed" ] || die "failed: $failed"
}

command=${1:-help}
[ $# = 0 ] || shift
case $command in
    demo) demo "$@" ;;
    run)
        prepare .venv run
        exec "$venv/bin/offramp" "$@"
        ;;
    test)
        if [ "${1:-}" = --slow ]; then
            shift
            slow_tests "$@"
        else
            quick_tests "$@"
        fi
        ;;
    bench)
        if [ "${1:-}" = --peers ]; then
            shift
            prepare .venv-bench bench
        fi
        if [ -x "$root/.venv-bench/bin/python" ]; then export OFFRAMP_PEERS="${OFFRAMP_PEERS:-$root/.venv-bench/bin/python}"; fi
        prepare .venv run
        cd "$root"
        exec "$venv/bin/python" -m bench "$@"
        ;;
    check) check ;;
    docs)
        prepare .venv dev
        cd "$root"
        build_docs
        say "The documentation: $root/docs/_build/html/index.html"
        ;;
    help | -h | --help) usage ;;
    *)
        usage >&2
        exit 2
        ;;
esac
