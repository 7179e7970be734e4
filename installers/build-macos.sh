#!/bin/sh
# Builds BCM Studio's disk image for macOS (Apple silicon) into installers/target/cpu.
#
#   installers/build-macos.sh [app-image|dmg]
#
# A JDK 25, Xcode's command line tools and access to Maven Central are needed. The image is signed for this machine only;
# macOS asks people who download it to confirm that they want to open it.
set -eu

kind=${1-dmg}
case "$kind" in
app-image | dmg) ;;
*)
  echo "'$kind' may be app-image or dmg." >&2
  exit 2
  ;;
esac
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
work=$root/installers/target/cpu
cd "$root"
. .mvn/find-jdk.sh
find_jdk || exit 1

rm -rf "$work"
./mvnw -q -B -ntp '-Pinstallers,!cuda' -Dinstaller.flavour=cpu -DskipTests -pl installers -am package
version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' pom.xml | head -n 1)
"$JAVA_HOME/bin/java" -cp installers/target/classes studio.bcm.installers.Main "$root" "$work" "$version" "$kind"
case "$kind" in
dmg) ls "$work"/*.dmg ;;
app-image) echo "$work/image/bcm-studio.app" ;;
esac
