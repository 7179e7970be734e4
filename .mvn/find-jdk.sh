# Sourced by mvnw and bcm-studio: finds a JDK that BCM Studio can be built and run with, whatever `java` is on the PATH.
# Sets JAVA_HOME and exports it, or returns 1 after saying what to install. POSIX sh, no forks on the way that succeeds.

BCM_JDK_MINIMUM=25

# Major version of the JDK in folder $1 into bcm_jdk_major; 0 where there is no JDK.
bcm_jdk_version() {
  bcm_jdk_major=0
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  if [ -r "$1/release" ]; then
    while IFS= read -r bcm_line || [ -n "$bcm_line" ]; do
      case "$bcm_line" in
      JAVA_VERSION=*)
        bcm_line=${bcm_line#JAVA_VERSION=}
        bcm_line=${bcm_line#\"}
        bcm_jdk_major=${bcm_line%%[!0-9]*}
        break
        ;;
      esac
    done <"$1/release"
  else
    bcm_line=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
    bcm_jdk_major=$bcm_line
  fi
  [ -n "$bcm_jdk_major" ] || bcm_jdk_major=0
}

# True, with JAVA_HOME set, where folder $1 holds a JDK that will do.
bcm_try_jdk() {
  [ -n "$1" ] || return 1
  bcm_jdk_version "$1"
  [ "$bcm_jdk_major" -ge "$BCM_JDK_MINIMUM" ] || return 1
  JAVA_HOME=$1
  export JAVA_HOME
}

# The JDK that `java` on the PATH belongs to, links followed.
bcm_jdk_on_path() {
  bcm_java=$(command -v javac 2>/dev/null) || return 1
  while [ -L "$bcm_java" ]; do
    bcm_link=$(readlink "$bcm_java") || return 1
    case "$bcm_link" in
    /*) bcm_java=$bcm_link ;;
    *) bcm_java=${bcm_java%/*}/$bcm_link ;;
    esac
  done
  bcm_try_jdk "${bcm_java%/bin/javac}"
}

find_jdk() {
  bcm_try_jdk "${JAVA_HOME-}" && return 0
  for bcm_home in "${JAVA_HOME_25_X64-}" "${JDK25_HOME-}" "${JDK_HOME-}"; do
    bcm_try_jdk "$bcm_home" && return 0
  done
  bcm_jdk_on_path && return 0
  for bcm_home in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /usr/local/jdk* /usr/local/lib/jvm/* \
    /opt/java/* /opt/jvm/* /opt/jdk* /opt/*jdk* /opt/*/jdk* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.gradle/jdks/* "${HOME-}"/.jabba/jdk/* \
    "${HOME-}"/.asdf/installs/java/* "${HOME-}"/.local/share/mise/installs/java/* "${HOME-}"/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -d "$bcm_home" ] && bcm_try_jdk "$bcm_home" && return 0
  done
  if [ -x /usr/libexec/java_home ]; then
    bcm_home=$(/usr/libexec/java_home -v "$BCM_JDK_MINIMUM+" 2>/dev/null) && bcm_try_jdk "$bcm_home" && return 0
  fi
  cat >&2 <<MESSAGE
BCM Studio needs a JDK $BCM_JDK_MINIMUM or newer, and there is none on this machine (looked at JAVA_HOME, javac on the PATH and the usual folders).
Install one and try again:
  Debian, Ubuntu     apt install openjdk-25-jdk     (or temurin-25-jdk from https://adoptium.net/installation)
  Fedora             dnf install java-25-openjdk-devel
  macOS              brew install openjdk@25
  SDKMAN             sdk install java 25-tem
  without a package  unpack one from https://adoptium.net/temurin/releases/?version=25 and set JAVA_HOME to its folder
MESSAGE
  return 1
}

# Java encodes file names by the locale: in a locale without UTF-8 (such as C) names with other letters cannot be opened.
use_utf8_locale() {
  case "${LC_ALL:-${LC_CTYPE:-${LANG-}}}" in
  *.[Uu][Tt][Ff]8* | *.[Uu][Tt][Ff]-8*) ;;
  *)
    LC_ALL=C.UTF-8
    export LC_ALL
    ;;
  esac
}
