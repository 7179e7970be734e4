#!/bin/sh
# Shows that an .rpm works: what it holds and needs, its installation into an empty root, a restoration by its command line, and
# its removal without leftovers. Dependencies are told, not installed: the program runs on this machine's libraries.
#
#   installers/check-rpm.sh PACKAGE.rpm
set -eu

[ "$#" -eq 1 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
for tool in rpm:rpm convert:imagemagick; do
  command -v "${tool%:*}" >/dev/null 2>&1 || { echo "This needs ${tool%:*}: apt install ${tool#*:}." >&2; exit 1; }
done
rpm=$(readlink -f "$1")
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
check=$here/target/check-rpm
bare=$check/root

say() { printf '%s  %s\n' "$(date +%T)" "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

rm -rf "$check"
mkdir -p "$bare" "$check/home"
name=$(rpm -qp --queryformat '%{NAME}' "$rpm")
say "$(rpm -qp --queryformat '%{NAME} %{VERSION}, %{LICENSE}' "$rpm"), $(($(stat -c %s "$rpm") / 1000000)) MB, $(rpm -qpl "$rpm" | wc -l) files"
say "It needs:"
rpm -qp --requires "$rpm" | grep -v '^rpmlib' | sort | tr '\n' ';'
echo
[ -z "$(rpm -qp --scripts "$rpm")" ] || fail "it runs scripts at installation"
for file in /usr/bin/bcm-studio /usr/bin/bcm-studio-cli /usr/share/applications/bcm-studio.desktop /usr/share/mime/packages/bcm-studio.xml \
  /usr/share/icons/hicolor/256x256/apps/bcm-studio.png /usr/lib/bcm-studio/lib/app/assets/models/photo-64.bcm; do
  rpm -qpl "$rpm" | grep -qx "$file" || fail "it has no $file"
done

say "Installing it into an empty root"
rpm --root "$bare" --initdb
(cd "$bare" && find . -path ./var -prune -o -print | sort) >"$check/before.txt"
rpm --root "$bare" --install --nodeps --noscripts "$rpm"
rpm --root "$bare" --verify --nodeps "$name" || fail "the files are not as packed"
say "It takes $(du -sm "$bare/usr/lib/bcm-studio" | cut -f1) MB"

program=$bare/usr/lib/bcm-studio/bin/bcm-studio-cli
run() { env -i HOME="$check/home" PATH=/usr/bin:/bin LANG=C.UTF-8 ORT_DISABLE_TELEMETRY=1 "$program" "$@"; }
run --version
run doctor
convert "$here/../assets/samples/lake-day.png" -crop 256x192+0+0 +repage -sampling-factor 2x2 -quality 15 "$check/photo.jpg"
run restore "$check/photo.jpg" --out "$check/restored.png" --device cpu
[ -s "$check/restored.png" ] || fail "restore wrote nothing"

say "Removing it"
rpm --root "$bare" --erase --nodeps "$name"
(cd "$bare" && find . -path ./var -prune -o -print | sort) >"$check/after.txt"
leftovers=$(comm -13 "$check/before.txt" "$check/after.txt" | grep bcm || true)
[ -z "$leftovers" ] || fail "left behind: $leftovers"
rm -rf "$bare"
say "Nothing is left behind. All is well."
