# Sourced by the scripts beside it: builds what is missing; sets $bench and defines run.

bench=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(dirname "$bench")

if [ ! -d "$bench/target/lib" ] || [ ! -d "$bench/target/classes" ]; then
    echo 'building ...' >&2
    mvn -q -B -f "$root/pom.xml" package -DskipTests
fi
for program in gcbench nullagent; do
    if [ "$bench/$program.c" -nt "$bench/target/$program" ]; then
        cc -O2 -pthread -o "$bench/target/$program" "$bench/$program.c" -lutil -lm
    fi
done

# The newest one, should there be several versions.
agent=$(ls -t "$root"/dist/target/servergroup-*/bin/servergroup-agent 2>/dev/null | head -n 1 || true)

# run MAIN_CLASS ARGUMENT...
run() {
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx256m \
        "-Dbench.target=$bench/target" "-Dbench.agent=${agent:+$agent --device %D}" \
        -cp "$bench/target/classes:$bench/target/lib/*" "$@"
}
