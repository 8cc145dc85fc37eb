# Sourced by the scripts in bin/, which set $home, the folder of the distribution. SERVERGROUP_ARCHIVE=off does without a
# class archive and "present" makes none by itself, SERVERGROUP_CACHE names the folder for them; see docs/OPERATING.md.

fail() {
    echo "${0##*/}: $1" >&2
    exit 1
}

lib=$home/lib
[ ! -h "$lib" ] || lib=$(cd "$lib" && pwd -P)
# What "uname -m" says, where that costs no process; each takes 1 ms of every start.
machine=
[ ! -r /proc/sys/kernel/arch ] || read -r machine </proc/sys/kernel/arch || machine=
machine=${machine:-$(uname -m)}

# Sets $java, and from the runtime's "release" file, because asking Java itself takes 40 ms and more, $major and $build.
find_java() {
    if [ -n "${JAVA_HOME:-}" ]; then
        java=$JAVA_HOME/bin/java
        [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it"
        java_home=$JAVA_HOME
    elif [ -x "$lib/runtime/$machine/bin/java" ]; then
        java_home=$lib/runtime/$machine
        java=$java_home/bin/java
    else
        java=$(command -v java) || fail 'no Java found: install a Java runtime of version 17 or newer, or set JAVA_HOME'
        java_home=$(readlink -f "$java")
        java_home=${java_home%/bin/java}
    fi
    version=
    build=
    if [ -r "$java_home/release" ]; then
        while IFS='="' read -r key _ value _; do
            case $key in
                JAVA_VERSION) version=$value ;;
                JAVA_RUNTIME_VERSION) build=$value ;;
            esac
        done <"$java_home/release"
    fi
    if [ -z "$version" ]; then
        version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
    fi
    build=${build:-$version}
    major=${version#1.}
    major=${major%%[!0-9]*}
    [ "${major:-0}" -ge 17 ] || fail "Java 17 or newer is needed, and $java is ${version:-of an unknown version}"
}

# find_archive PROGRAM: sets $archive to the program's class archive for this Java, if there is one, and $place to where one
# can be made, without its size and ending; each empty if not.
find_archive() {
    archive=
    place=
    [ "${SERVERGROUP_ARCHIVE:-}" != off ] || return 0
    # An archive fits one heap and one collector; with others, and beside options that are about archives, Java 25 refuses to
    # start instead of doing without.
    case "${SERVERGROUP_JAVA_OPTS:-} ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-}" in
        *-Xshare:* | *-XX:*AOT* | *-XX:*Archive*) return 0 ;;
        *-Xm[nsx]* | *-XX:*GC* | *-XX:*Heap* | *-XX:*Oops* | *-XX:*NewSize* | *-XX:*RAM*) return 0 ;;
    esac
    # What tells this distribution from another build's; the dates and sizes of jars do not.
    [ -r "$lib/content" ] && read -r content <"$lib/content" || return 0
    if [ "$major" -ge 25 ]; then kind=aot; else kind=jsa; fi
    if [ -n "${SERVERGROUP_CACHE:-}" ]; then
        place=$SERVERGROUP_CACHE
    elif [ -n "${CACHE_DIRECTORY:-}" ]; then
        place=${CACHE_DIRECTORY%%:*}
    elif [ -n "${XDG_CACHE_HOME:-}" ]; then
        place=$XDG_CACHE_HOME/servergroup
    elif [ -n "${HOME:-}" ]; then
        place=$HOME/.cache/servergroup
    fi
    name=$1-$content-$build
    place=${place:+$place$lib/$name}
    for each in "$lib/archive/$machine/$name".*."$kind" "${place:-/none}".*."$kind"; do
        if [ -r "$each" ]; then
            size=${each%.*}
            # Java 17 crashes on one that was cut off; 25 sees that by itself.
            if [ "$kind" = jsa ]; then
                [ "$(wc -c <"$each")" = "${size##*.}" ] || continue
                # It takes none either whose jars have got other dates, by a copy that does not keep them: then another is made.
                for jar in "$lib"/*.jar "$lib"/*/*.jar; do
                    [ ! "$jar" -nt "$each" ] || continue 2
                done
            fi
            archive=$each
        fi
    done
}

# launch ARCHIVE_OPTION MAIN_CLASS ARGUMENT...: becomes the virtual machine. What each option brings was measured, on two
# cores, one changed at a time:
# UseSerialGC            one thread of its own instead of some for each core; an archive fits one collector only
# TieredStopAtLevel=1    the simple compiler alone: with both, as much processor time for the first 300,000 messages and a sixth to
#                        a quarter less from then on, 2 % more messages a second at most, 25 to 37 ms more until the address
#                        is bound, and more memory than is wanted
# CompileThresholdScaling  compiles what was called 400 times instead of 200: 9 ms less until the address is bound, 19 ms less
#                        processor time; the same throughput from the first message on
# Xms, Xmn               1.5 to 2 MB less resident than twice as much, 17 MB less than the default: a relay allocates next to
#                        nothing, so that a larger heap is only touched once
# Xmx                    a limit, not a gain
# -UsePerfData           no file in the temporary folder; no time
# ExitOnOutOfMemoryError a supervisor can start it again; half an agent cannot be helped
launch() {
    archive_option=$1
    shift
    set -- -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=2 -Xms4m -Xmn2m -Xmx64m -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError \
        "-Dservergroup.home=$home" ${SERVERGROUP_JAVA_OPTS:-} -cp "$class_path" "$@"
    # JNA would look for its native half on the class path, and unpack it to a temporary folder: slower, and impossible
    # where that folder is mounted noexec. Told where the platform's libraries are, of which it needs none, it does not run
    # ldconfig to find out: a process and 6 ms less.
    case $machine in
        x86_64) native=$lib/native/com/sun/jna/linux-x86-64 ;;
        *) native=$lib/native/com/sun/jna/linux-$machine ;;
    esac
    if [ -d "$native" ]; then
        set -- "-Djna.boot.library.path=$native" -Djna.nosys=true -Djna.noclasspath=true -Djna.nounpack=true \
            "-Djna.platform.library.path=$native" "$@"
    fi
    if [ "$major" -ge 24 ]; then
        # The system calls go through JNA, which newer versions want to be told that it may. Reflection without generated
        # classes: 20 ms and 35 ms of processor time less at the start.
        set -- --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
            -Djdk.reflect.useNativeAccessorOnly=true "$@"
    fi
    if [ "$major" -le 25 ]; then
        # Threads of the virtual machine look once or four times a second whether there is anything to do. While nothing
        # happens, the process wakes up 1.7 instead of 5.8 times a second on 25, 1.3 instead of 6.3 on 17. Versions that may
        # not know these options are not given them: they would not start.
        set -- -XX:+UnlockDiagnosticVMOptions -XX:AsyncDeflationInterval=60000 -XX:GuaranteedSafepointInterval=0 "$@"
    fi
    if [ -n "$archive_option" ]; then
        # A class archive: 190 ms less of 613 on Java 17, 280 of 595 on 25; 1 to 8 MB less resident. One that does not fit is
        # done without, and nobody need hear of it.
        if [ "$kind" = aot ]; then
            set -- "$archive_option" '-Xlog:aot*=off,cds*=off' "$@"
            # Java 25 would keep machine code in it as well, and not notice that it is for another kind of processor: SIGILL.
            # And it would keep what was called often while it was made, and compile that before it is called: not doing so is
            # 20 ms and 60 ms of processor time less at the start, and 6 MB less resident; as much processor time for a message.
            [ "$major" -ne 25 ] || set -- -XX:+UnlockDiagnosticVMOptions -XX:-AOTAdapterCaching -XX:-AOTStubCaching \
                -XX:-AOTRecordTraining -XX:-AOTReplayTraining "$@"
        else
            set -- "$archive_option" -Xshare:auto '-Xlog:cds*=off' "$@"
        fi
    fi
    exec ${nice:-} "$java" "$@"
}

# make_archive PROGRAM: makes one, from a run of the program for that purpose, under another name until it is whole.
make_archive() (
    umask 077
    lock=$place.making
    # One that was killed has left it.
    [ -z "$(find "$lock" -maxdepth 0 -mmin +5 2>/dev/null)" ] || rm -rf "$lock"
    mkdir "$lock" 2>/dev/null || return 1
    files=
    trap 'rm -rf "$lock" "$files"' EXIT
    trap 'exit 1' HUP INT TERM
    # Not in the cache, because the path of a socket must be short.
    files=$(mktemp -d "${TMPDIR:-/tmp}/servergroup.XXXXXX") || return 1
    SERVERGROUP_JAVA_OPTS=
    if [ "$kind" = aot ]; then record=-XX:AOTCacheOutput=$lock/new; else record=-XX:ArchiveClassesAtExit=$lock/new; fi
    (launch "$record" org.servergroup.launcher.Training "${1#servergroup-}" "$files") </dev/null >/dev/null 2>&1 || return 1
    [ -s "$lock/new" ] || return 1
    # Those of other builds and other Javas: the newest few stay.
    ls -t "${place%/*}/$1"-*.*.* 2>/dev/null | sed 1,3d | while read -r old; do rm -f "$old"; done
    # With a clock that was put back it would be older than the jars, and be made again at every start.
    for jar in "$lib"/*.jar "$lib"/*/*.jar; do
        [ ! "$jar" -nt "$lock/new" ] || touch -r "$jar" "$lock/new"
    done
    made=$place.$(wc -c <"$lock/new").$kind
    mv -f "$lock/new" "$made" && echo "$made"
)

# For the next start: after this one, and after everything else.
make_archive_later() {
    mkdir -p "${place%/*}" 2>/dev/null || return 0
    (
        (
            sleep 3
            nice='nice -n 19'
            find_archive "$1"
            [ -n "$archive" ] || make_archive "$1"
        ) </dev/null >/dev/null 2>&1 &
    )
}

# run PROGRAM MAIN_CLASS JAR... -- ARGUMENT...
run() {
    program=$1
    main=$2
    shift 2
    class_path=
    while [ "$1" != -- ]; do
        class_path=${class_path:+$class_path:}$1
        shift
    done
    shift
    find_java
    find_archive "$program"
    if [ "${1:-}" = --archive ]; then
        [ -n "$place" ] || fail 'there is no place for an archive: set SERVERGROUP_CACHE'
        mkdir -p "${place%/*}" 2>/dev/null || fail "cannot make ${place%/*}"
        make_archive "$program" || fail "no archive could be made in ${place%/*}, or another one is being made"
        exit 0
    fi
    option=
    if [ -n "$archive" ]; then
        if [ "$kind" = aot ]; then option=-XX:AOTCache=$archive; else option=-XX:SharedArchiveFile=$archive; fi
    elif [ -n "$place" ] && [ "${SERVERGROUP_ARCHIVE:-}" != present ] && [ "$program" != server_group_app ]; then
        # Not after a command, which should leave nothing behind that runs.
        case ${1:-} in
            [a-z]* | -h | --help | -V | --version) ;;
            *) make_archive_later "$program" ;;
        esac
    fi
    launch "$option" "$main" "$@"
}
