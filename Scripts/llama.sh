# What llama.cpp is built from; sourced by Scripts/build-llama and Benchmarks/setup, after common.sh.
# shellcheck shell=bash disable=SC2034

# The source is the folder vendor/llama.cpp of this archive on PyPI.
llama_version=0.3.36
llama_archive=llama_cpp_python-$llama_version.tar.gz
llama_digest=832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e
# Ours and the peers of the benchmarks alike.
llama_flags=(
    -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DGGML_NATIVE=ON -DGGML_OPENMP=OFF
    -DLLAMA_BUILD_APP=OFF -DLLAMA_BUILD_COMMON=OFF -DLLAMA_BUILD_TOOLS=OFF
    -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_SERVER=OFF
)

# llama_stamp TEXT FLAG…: everything that a build depends on. GGML_NATIVE builds for this very processor.
llama_stamp() {
    printf '%s\nsource %s %s\n' "$1" "$llama_archive" "$llama_digest"
    shift
    printf 'flags %s\nmachine %s\n' "$*" "$(uname -sm)"
    c++ --version | head -n 1
    # Reads to the end: a pipe that is closed early would count as a failure.
    awk -F ': ' '/^(model name|flags|Features|CPU part)/ && !seen[$1]++ { print $2 }' /proc/cpuinfo
}

# llama_unpack CACHE FOLDER: downloads the archive into CACHE, and unpacks the source into FOLDER.
llama_unpack() {
    download llama-cpp-python "$llama_archive" "$llama_digest" "$1/$llama_archive"
    mkdir -p "$2"
    tar -xzf "$1/$llama_archive" -C "$2" --strip-components=3 "${llama_archive%.tar.gz}/vendor/llama.cpp" ||
        fail "llama.cpp, unpacking" "tar could not unpack $1/$llama_archive" "free some space (300 MB), then run this again"
}
