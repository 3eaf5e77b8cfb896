# Sourced by the programs beside it: sets $python to a Python that can run Tessera. POSIX sh.

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
python=''
for candidate in "${TESSERA_PYTHON:-}" "$here/../.venv/bin/python" \
    python3.13 python3.12 python3.11 python3.14 python3 python; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    {
        echo "Tessera needs Python 3.11 or later with its venv module, and found none."
        echo "On Debian or Ubuntu: apt-get install python3 python3-venv. Elsewhere: python.org."
        echo "If it is in an unusual place, name it: TESSERA_PYTHON=/path/to/python3 $0"
    } >&2
    exit 1
fi
