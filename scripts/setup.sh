#!/bin/sh
# Installs what `make demo`, `make test` or `make lint` needs and is missing. Usage: scripts/setup.sh demo|test|lint
# "scripts/setup.sh system" installs the system packages of the tests and nothing else.
# As root on Debian or Ubuntu it installs system packages itself; elsewhere it says exactly what to install.
set -eu
cd "$(dirname "$0")/.."
goal=${1:-demo}
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

need=""
want() { # want PACKAGE TEST...: note the package when the test fails
	package=$1
	shift
	"$@" >/dev/null 2>&1 || need="$need $package"
}
has_library() { ldconfig -p 2>/dev/null | grep -q "$1" || ls /opt/homebrew/lib/"$1"* /usr/local/lib/"$1"* >/dev/null 2>&1; }
has_venv() { "$python" -c 'import ensurepip, venv'; }

want python3 command -v "$python"
want python3-venv has_venv
python_missing=$need
if [ "$goal" != lint ]; then
	want libpango-1.0-0 has_library libpango-1.0
	want libpangoft2-1.0-0 has_library libpangoft2-1.0
	want libharfbuzz-subset0 has_library libharfbuzz-subset
fi
if [ "$goal" = test ] || [ "$goal" = system ]; then
	want chromium test -x /usr/bin/chromium
	want firefox-esr test -x /usr/bin/firefox-esr
	want webkit2gtk-driver test -x /usr/bin/WebKitWebDriver
	want gir1.2-webkit2-4.1 test -f "$(ls /usr/lib/*/girepository-1.0/WebKit2-4.1.typelib 2>/dev/null | head -1)"
	want python3-gi /usr/bin/python3 -c 'import gi'
	want xvfb command -v Xvfb
	want default-jre-headless command -v java
	want poppler-utils command -v pdftotext
	want qpdf command -v qpdf
	want hunspell command -v hunspell
	want hunspell-nl test -f /usr/share/hunspell/nl_NL.dic
	want hunspell-en-gb test -f /usr/share/hunspell/en_GB.dic
	want fonts-dejavu-core test -d /usr/share/fonts/truetype/dejavu
fi

install_packages() {
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

packages=""
if [ -n "$need" ]; then
	if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
		say "Installing:$need"
		# What Python itself lacks comes first; the rest while pip and npm do their part.
		if [ -n "$python_missing" ]; then
			install_packages $need
		else
			install_packages $need &
			packages=$!
		fi
	elif command -v apt-get >/dev/null 2>&1; then
		say "Missing:$need"
		say "Install with: sudo apt-get install --no-install-recommends$need"
		[ -z "$python_missing" ] || exit 1
		[ "$goal" = demo ] || exit 1
	else
		say "Missing (Debian names):$need"
		say "See docs/install.md for your system. Pages and scores work without Pango; reports do not."
		[ "$goal" = demo ] || exit 1
	fi
fi

if [ "$goal" = system ]; then
	[ -z "$packages" ] || wait "$packages"
	exit 0
fi

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
	say "cxassess needs Python 3.11 or newer; $("$python" --version) is older."
	exit 1
}

extra="."
kind=demo
[ "$goal" = demo ] || extra=".[dev]" kind=test
stamp=.venv/.installed-$kind
compiled=""
if [ ! -e "$stamp" ] || [ pyproject.toml -nt "$stamp" ] || [ requirements.lock -nt "$stamp" ]; then
	[ -x .venv/bin/python ] || "$python" -m venv .venv
	say "Installing Python packages into .venv"
	# Compiling takes pip half a minute on one core; here all cores do it, while the rest is fetched. Packages may
	# bring files that are no Python of this version: these are left out, and so is what is large and hardly read.
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile \
		--constraint requirements.lock --editable "$extra"
	.venv/bin/python -m compileall -q -j 0 -x '/(numpy|networkx|onnxruntime|setuptools|pip|mypyc?|pygments)/' \
		.venv/lib >/dev/null 2>&1 & compiled=$!
	touch "$stamp"
fi

# Where Python may not write what it compiled, every start would compile all modules anew.
.venv/bin/python -m compileall -q cxassess

html=tests/html/node_modules/.installed
if [ "$goal" = test ] && { [ ! -e "$html" ] || [ tests/html/package-lock.json -nt "$html" ]; }; then
	say "Installing the checkers of HTML into tests/html"
	PATH="$PWD/.venv/bin:$PATH" npm ci --prefix tests/html --silent --no-audit --no-fund --ignore-scripts
	touch "$html"
fi

if [ -n "$compiled" ]; then
	wait "$compiled" || true
fi
if [ -n "$packages" ]; then
	wait "$packages"
fi
