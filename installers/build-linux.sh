#!/bin/sh
# Builds BCM Studio's packages for Linux (x86-64) into installers/target/FLAVOUR.
#
#   installers/build-linux.sh [cpu|cuda] [app-image|deb|rpm|all]
#
# A JDK 25 and access to Maven Central are needed in any case, dpkg-deb for a .deb and rpmbuild for an .rpm. With xvfb-run the
# window gets an archive of its classes, with which it starts quicker.
#
#   BCM_COMPRESSION   xz (default: small) or zstd (quick to build and to install, larger)
set -eu

flavour=${1-cpu}
kind=${2-all}
case "$flavour" in
cpu)
  profiles=installers,'!cuda'
  package=bcm-studio
  other=bcm-studio-cuda
  about='This package runs models on the processor.'
  ;;
cuda)
  profiles=installers,cuda
  package=bcm-studio-cuda
  other=bcm-studio
  about='This package runs models on NVIDIA GPUs; CUDA 12 and cuDNN 9 are taken from the system.'
  ;;
*)
  echo "The flavour '$flavour' may be cpu or cuda." >&2
  exit 2
  ;;
esac
case "$kind" in
app-image | deb | rpm | all) ;;
*)
  echo "'$kind' may be app-image, deb, rpm or all." >&2
  exit 2
  ;;
esac
compression=${BCM_COMPRESSION-xz}

needs() {
  command -v "$1" >/dev/null 2>&1 && return 0
  echo "This needs $1: apt install $2, or dnf install $3." >&2
  exit 1
}
case "$kind" in deb | all) needs dpkg-deb dpkg dpkg ;; esac
case "$kind" in rpm | all) needs rpmbuild rpm rpm-build ;; esac

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
work=$root/installers/target/$flavour
cd "$root"
. .mvn/find-jdk.sh
find_jdk || exit 1

echo "Compiling and collecting the $flavour libraries..." >&2
rm -rf "$work"
# The launcher of the checkout keeps class paths of one flavour; let it look again.
rm -f app/target/launch/built
./mvnw -q -B -ntp "-P$profiles" "-Dinstaller.flavour=$flavour" -DskipTests -pl installers -am package
version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' pom.xml | head -n 1)
"$JAVA_HOME/bin/java" -cp installers/target/classes studio.bcm.installers.Main "$root" "$work" "$version" app-image
version=${version%-SNAPSHOT}
if [ "$flavour" = cpu ] && ! cmp -s "$work/THIRD-PARTY.md" THIRD-PARTY.md; then
  echo "THIRD-PARTY.md lags behind the libraries: cp $work/THIRD-PARTY.md THIRD-PARTY.md" >&2
  [ -z "${CI-}" ] || exit 1
fi
image=$work/image/bcm-studio

# A quarter of libtorch is symbols for a debugger.
if command -v strip >/dev/null 2>&1; then
  strip --strip-unneeded "$image/lib/app/natives/libtorch_cpu.so"
fi
du -sh "$image" | cut -f1 | sed 's/^/The app image takes /' >&2
if [ "$kind" = app-image ]; then
  echo "$image"
  exit 0
fi

# One tree for both kinds of packages. All that they put into the system is files of theirs, so that nothing is left behind
# and no script runs at installation: the system's own triggers register the desktop entry and the file types.
stage=$work/stage
rm -rf "$stage"
mkdir -p "$stage/usr/lib" "$stage/usr/bin" "$stage/usr/share/applications" "$stage/usr/share/mime/packages" "$stage/usr/share/doc/$package"
cp -al "$image" "$stage/usr/lib/bcm-studio"
for name in bcm-studio bcm-studio-cli; do
  install -m 755 installers/linux/launcher "$stage/usr/bin/$name"
done
install -m 644 installers/linux/bcm-studio.desktop "$stage/usr/share/applications/bcm-studio.desktop"
install -m 644 installers/linux/bcm-studio.xml "$stage/usr/share/mime/packages/bcm-studio.xml"
for icon in assets/icons/bcm-studio-*.png; do
  size=${icon##*-}
  size=${size%.png}
  install -D -m 644 "$icon" "$stage/usr/share/icons/hicolor/${size}x$size/apps/bcm-studio.png"
done
cat LICENSE "$work/THIRD-PARTY.md" >"$stage/usr/share/doc/$package/copyright"
chmod -R u+rwX,go+rX,go-w "$stage"

fill_in() {
  sed -e "s|@PACKAGE@|$package|g" -e "s|@OTHER@|$other|g" -e "s|@VERSION@|$version|g" -e "s|@FLAVOUR@|$about|g" \
    -e "s|@KIBIBYTES@|$(du -sk "$stage" | cut -f1)|g" -e "s|@STAGE@|$stage|g" "$1"
}

case "$kind" in
deb | all)
  echo "Packing the .deb..." >&2
  mkdir -p "$stage/DEBIAN"
  fill_in installers/linux/control >"$stage/DEBIAN/control"
  deb=$work/${package}_${version}_amd64.deb
  dpkg-deb --root-owner-group "-Z$compression" --build "$stage" "$deb" >&2
  rm -r "$stage/DEBIAN"
  echo "$deb"
  ;;
esac
case "$kind" in
rpm | all)
  echo "Packing the .rpm..." >&2
  mkdir -p "$work/rpm"
  fill_in installers/linux/bcm-studio.spec >"$work/rpm/$package.spec"
  case "$compression" in zstd) payload=w10.zstdio ;; *) payload=w6T2.xzdio ;; esac
  rpmbuild -bb --quiet --define "_topdir $work/rpm" --define "_rpmdir $work" --define "_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm" \
    --define "_binary_payload $payload" --target x86_64 "$work/rpm/$package.spec" >&2
  rm -rf "$work/rpm"
  echo "$work/$package-$version-1.x86_64.rpm"
  ;;
esac
