# Sourced by the scripts in bin/, which set $home, the folder of the distribution.

fail() {
    echo "${0##*/}: $1" >&2
    exit 1
}

# Sets $java. The version is read from the runtime's "release" file, because asking Java itself takes 40 ms and more.
find_java() {
    if [ -n "${JAVA_HOME:-}" ]; then
        java=$JAVA_HOME/bin/java
        [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it"
    else
        java=$(command -v java) || fail 'no Java found: install a Java runtime of version 17 or newer, or set JAVA_HOME'
    fi
    real=$(readlink -f "$java")
    version=
    if [ -r "${real%/bin/java}/release" ]; then
        while IFS='="' read -r key _ value _; do
            [ "$key" != JAVA_VERSION ] || version=$value
        done <"${real%/bin/java}/release"
    fi
    if [ -z "$version" ]; then
        version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
    fi
    major=${version#1.}
    major=${major%%[!0-9]*}
    [ "${major:-0}" -ge 17 ] || fail "Java 17 or newer is needed, and $java is ${version:-of an unknown version}"
}

# run MAIN_CLASS JAR... -- ARGUMENT...
run() {
    main=$1
    shift
    class_path=
    while [ "$1" != -- ]; do
        class_path=${class_path:+$class_path:}$1
        shift
    done
    shift
    find_java
    # Small and quick to start: one core's worth of collector and compiler is plenty for a relay. A heap that starts small
    # (-Xms, -Xmn) makes 60 MB resident of 77: a relay allocates next to nothing, so a larger one is only touched once.
    set -- -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms4m -Xmn2m -Xmx64m -Xss256k -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError \
        "-Dservergroup.home=$home" ${SERVERGROUP_JAVA_OPTS:-} -cp "$class_path" "$main" "$@"
    # JNA would look for its native half on the class path, and unpack it to a temporary folder: slower, and impossible
    # where that folder is mounted noexec.
    native=$home/lib/native/com/sun/jna/linux-$(uname -m | tr _ -)
    if [ -d "$native" ]; then
        set -- "-Djna.boot.library.path=$native" -Djna.nosys=true -Djna.noclasspath=true -Djna.nounpack=true "$@"
    fi
    # The system calls go through JNA, which newer versions want to be told that it may.
    [ "$major" -lt 24 ] || set -- --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow "$@"
    exec "$java" "$@"
}
