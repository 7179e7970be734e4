#!/bin/sh
# Shows that a .deb works, in a bare Debian made for it: installs it, opens the window, restores a JPEG and trains a little from
# the command line as an ordinary user, and removes it without leftovers. Runs as root.
#
#   installers/check-deb.sh PACKAGE.deb [MODEL.bcm]
#
# MODEL.bcm is for packages that hold no model. Pictures and logs are left in installers/target/check.
#   BCM_SUITE   Debian release (default: bookworm)     BCM_MIRROR   where it comes from (default: http://deb.debian.org/debian)
set -eu

[ "$#" -ge 1 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "This makes a root folder and enters it: run it as root." >&2; exit 1; }
for tool in debootstrap:debootstrap Xvfb:xvfb xdotool:xdotool import:imagemagick xprop:x11-utils; do
  command -v "${tool%:*}" >/dev/null 2>&1 || { echo "This needs ${tool%:*}: apt install ${tool#*:}." >&2; exit 1; }
done
deb=$(readlink -f "$1")
model=${2-}
suite=${BCM_SUITE-bookworm}
mirror=${BCM_MIRROR-http://deb.debian.org/debian}
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
check=$here/target/check
base=$check/$suite.tar
bare=$check/root
package=$(dpkg-deb -f "$deb" Package)
mkdir -p "$check"

say() { printf '%s  %s\n' "$(date +%T)" "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }
inside() { chroot "$bare" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }
as_user() { chroot --userspec=1000:1000 "$bare" /usr/bin/env -i HOME=/home/tester PATH=/usr/bin:/bin "DISPLAY=${display-}" "$@"; }

xvfb=
window=
leave() {
  for process in $window $xvfb; do kill "$process" 2>/dev/null || true; done
  for mount in tmp/.X11-unix dev proc; do
    while mountpoint -q "$bare/$mount"; do umount "$bare/$mount" || return 1; done
  done
}
trap leave EXIT
trap 'exit 130' INT TERM

leave || fail "something still uses $bare"
rm -rf --one-file-system "$bare"
mkdir -p "$bare"
if [ ! -e "$base" ]; then
  say "Making a bare $suite"
  debootstrap --variant=minbase "$suite" "$bare" "$mirror" >"$check/debootstrap.log" 2>&1 || fail "debootstrap: see $check/debootstrap.log"
  leave
  tar -C "$bare" --one-file-system -cf "$base" .
else
  tar -C "$bare" -xf "$base"
fi
mountpoint -q "$bare/proc" || mount -t proc proc "$bare/proc"
mount --bind /dev "$bare/dev"
cp /etc/resolv.conf "$bare/etc/resolv.conf"

say "Installing what $package needs"
inside apt-get -qq update
dependencies=$(dpkg-deb -f "$deb" Depends | tr ',' '\n' | sed 's/|.*libgtk-3-0$/|libgtk-3-0/; s/.*| *libgtk-3-0/libgtk-3-0/; s/|.*//; s/(.*//; s/ //g')
# shellcheck disable=SC2086 # a list
inside apt-get -qq install -y --no-install-recommends $dependencies shared-mime-info desktop-file-utils hicolor-icon-theme \
  >"$check/dependencies.log" 2>&1 || fail "dependencies: see $check/dependencies.log"
inside useradd --create-home --uid 1000 tester
everything() { (cd "$bare" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./home -o -path ./tmp -o -path ./root \) -prune -o -print | sort); }
everything >"$check/before.txt"

cp "$deb" "$bare/root/package.deb"
say "Installing $(basename "$deb"), $(($(stat -c %s "$deb") / 1000000)) MB"
inside apt-get -qq install -y --no-install-recommends /root/package.deb >"$check/install.log" 2>&1 || fail "installation: see $check/install.log"
rm "$bare/root/package.deb"
say "It takes $(du -sm "$bare/usr/lib/bcm-studio" | cut -f1) MB in /usr/lib/bcm-studio"

say "Libraries that the system should have but has not:"
missing=$(find "$bare/usr/lib/bcm-studio" -name '*.so*' -type f | sed "s|^$bare||" | while read -r library; do
  inside ldd "$library" 2>/dev/null | grep 'not found' | sed "s|^|$library: |"
done | grep -v -e 'natives/' -e 'libjvm.so' || true)
if [ -n "$missing" ]; then printf '%s\n' "$missing"; else echo "none"; fi

for glob in '*.bcm' '*.bcmproj'; do
  grep -q "bcm-studio\..*:$glob\$" "$bare/usr/share/mime/globs2" || fail "$glob has no MIME type"
done
grep -q 'vnd.bcm-studio.project=bcm-studio.desktop' "$bare/usr/share/applications/mimeinfo.cache" || fail "projects open with nothing"
inside desktop-file-validate /usr/share/applications/bcm-studio.desktop || fail "the desktop entry is not valid"
say "MIME types of .bcm and .bcmproj and the desktop entry are registered"

say "On the command line, as an ordinary user"
as_user bcm-studio-cli --version
as_user bcm-studio-cli doctor
# The console launcher says nothing of telemetry, since it is off.
if as_user bcm-studio-cli doctor 2>&1 | grep -i telemetry; then fail "ONNX Runtime's telemetry is on"; fi
mkdir -p "$bare/home/tester/Fotos"
convert "$here/../assets/samples/lake-day.png" -sampling-factor 2x2 -quality 15 "$bare/home/tester/Fotos/Bäume.jpg"
cp "$here"/../assets/samples/*.png "$bare/home/tester/Fotos"
option=
if [ -n "$model" ]; then
  cp "$model" "$bare/home/tester/given.bcm"
  option="--model /home/tester/given.bcm"
fi
chown -R 1000:1000 "$bare/home/tester"
# shellcheck disable=SC2086 # an option and its value
as_user bcm-studio-cli restore /home/tester/Fotos/Bäume.jpg --out /home/tester/restored.png --device cpu $option
[ -s "$bare/home/tester/restored.png" ] || fail "restore wrote nothing"
convert "$bare/home/tester/Fotos/Bäume.jpg" "$bare/home/tester/restored.png" +append "$check/restored.png"
for picture in "$bare/home/tester/Fotos/Bäume.jpg" "$bare/home/tester/restored.png"; do
  psnr=$(compare -metric PSNR "$here/../assets/samples/lake-day.png" "$picture" null: 2>&1 || true)
  say "PSNR of $(basename "$picture") against the original: $psnr dB"
done

say "A few steps of training"
as_user bcm-studio-cli train /home/tester/Fotos --out /home/tester/run --stage diffusion:0.1kimg --batch 8 --channels 32 \
  --multipliers 1,2 --blocks 1 --resolution 32 --name small --device cpu >"$check/train.log" 2>&1 || { tail "$check/train.log"; fail "training"; }
[ -s "$bare/home/tester/run/small.bcm" ] || fail "training wrote no model"
as_user bcm-studio-cli models info /home/tester/run/small.bcm >"$check/model.log"

say "The window"
number=90
while [ -e "/tmp/.X11-unix/X$number" ] || [ -e "/tmp/.X$number-lock" ]; do number=$((number + 1)); done
display=:$number
Xvfb "$display" -screen 0 1440x900x24 -ac -nolisten tcp >"$check/xvfb.log" 2>&1 &
xvfb=$!
while [ ! -e "/tmp/.X11-unix/X$number" ]; do kill -0 "$xvfb" || fail "Xvfb: see $check/xvfb.log"; sleep 0.1; done
mkdir -p "$bare/tmp/.X11-unix"
mount --bind /tmp/.X11-unix "$bare/tmp/.X11-unix"

# Opens the window with arguments; leaves a picture of it in $check/NAME.png.
open_window() {
  name=$1
  seconds=$2
  shift 2
  begun=$(date +%s%N)
  chroot --userspec=1000:1000 "$bare" /usr/bin/env -i HOME=/home/tester PATH=/usr/bin:/bin LANG=C.UTF-8 "DISPLAY=$display" \
    bcm-studio "$@" >"$check/$name.log" 2>&1 &
  window=$!
  until id=$(DISPLAY=$display xdotool search --onlyvisible --name 'BCM Studio' 2>/dev/null | head -n 1) && [ -n "$id" ]; do
    kill -0 "$window" 2>/dev/null || { cat "$check/$name.log"; fail "the window did not open"; }
    [ $((($(date +%s%N) - begun) / 1000000000)) -lt 60 ] || fail "no window after a minute"
    sleep 0.05
  done
  say "The window was there after $((($(date +%s%N) - begun) / 1000000)) ms, class $(DISPLAY=$display xprop -id "$id" WM_CLASS | sed 's/.*= //')"
  sleep "$seconds"
  DISPLAY=$display import -window root "$check/$name.png"
  say "Its picture: $check/$name.png; $(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$window/status") MB resident"
  kill "$window"
  wait "$window" 2>/dev/null || true
  window=
  grep -q -i -e exception -e 'error' "$check/$name.log" && { cat "$check/$name.log"; fail "the window complained"; }
  return 0
}
open_window window 6
open_window window-with-photo 8 /home/tester/Fotos/lake-day.png
kill "$xvfb"
wait "$xvfb" 2>/dev/null || true
xvfb=

say "In the user's home there is:"
(cd "$bare/home/tester" && du -sk .[!.]* 2>/dev/null) || true

say "Removing it"
inside apt-get -qq purge -y "$package" >"$check/remove.log" 2>&1 || fail "removal: see $check/remove.log"
everything >"$check/after.txt"
leftovers=$(comm -3 "$check/before.txt" "$check/after.txt" | grep -v -E '^\s*\./var/(cache|log|lib/apt|lib/dpkg|backups)(/|$)' || true)
[ -z "$leftovers" ] || fail "not as before:
$leftovers"
found=$(find "$bare/usr" "$bare/etc" "$bare/var/lib" -iname '*bcm-studio*')
[ -z "$found" ] || fail "left behind: $found"
leave
rm -rf --one-file-system "$bare"
say "Nothing is left behind. All is well."
