#!/bin/sh
# Training on one GPU and on two of the same machine: throughput, loss curves after a change of number, a killed process.
#
#   benchmark/reference/gpus.sh throughput PHOTOS CLASSES OUT   photo-64's shape on PHOTOS, 44 M parameters on a folder by class
#   benchmark/reference/gpus.sh curves PHOTOS OUT               two then one, one then two, one throughout, and the table of all three
#   benchmark/reference/gpus.sh kill PHOTOS OUT                 one of two processes is killed; the run goes on with --resume
#
#   BCM      what starts the program (default: ./bcm-studio)
#   DEVICE   cuda or cpu (default: cuda)
#   BATCH    pictures a GPU, of which a step on two has twice as many in `throughput` (default: 512)
#   KIMG     length of the runs of `curves` in thousands of pictures (default: 3600)
#   MINUTES  after which `curves` changes the number of GPUs (default: 3)
#   MORE     further options of `train`
set -eu
bcm=${BCM-./bcm-studio}
device=${DEVICE-cuda}
batch=${BATCH-512}
kimg=${KIMG-3600}
minutes=${MINUTES-3}

# The options of $MORE and the program of $BCM may be several words.
# shellcheck disable=SC2086
train() {
  $bcm train "$@" --device "$device" ${MORE-}
}

# The environment of each process says which of the run it is.
process_of() { # rank, out
  for environ in /proc/[0-9]*/environ; do
    id=${environ#/proc/}
    id=${id%/environ}
    if { tr '\0' '\n' <"$environ" | grep -qx "RANK=$1" && tr '\0' '\n' <"/proc/$id/cmdline" | grep -qxF "$2"; } 2>/dev/null; then
      echo "$id"
      return
    fi
  done
}

mode=${1?throughput, curves or kill}
shift
case $mode in
throughput)
  photos=$1 classes=$2 out=$3
  for gpus in 1 2; do
    echo "== photo-64's shape, $gpus"
    train "$photos" --out "$out" --dry-run --gpus $gpus --batch $((batch * gpus)) --micro-batch "$batch" \
      --stage diffusion:1,trajectory:1,consistency:1
    echo "== 44 M parameters with classes, $gpus"
    train "$classes" --out "$out" --dry-run --gpus $gpus --batch $((batch * gpus)) --micro-batch "$batch" --stage diffusion:1,trajectory:1 \
      --class-conditional --scales whole=1 --restoration-share 0 --channels 128 --multipliers 1,2,3 --photo-memory 4096
  done
  ;;
curves)
  photos=$1 out=$2
  # The same parts of a batch on one GPU as on two, so that all draw the same pictures and noise.
  set -- --batch "$batch" --micro-batch $((batch / 2)) --stage "diffusion:${kimg}kimg" --sheet-minutes 1000
  train "$photos" --out "$out/two-then-one" "$@" --gpus 2 --max-minutes "$minutes"
  train "$photos" --out "$out/two-then-one" "$@" --gpus 1 --resume
  train "$photos" --out "$out/one-then-two" "$@" --gpus 1 --max-minutes "$minutes"
  train "$photos" --out "$out/one-then-two" "$@" --gpus 2 --resume
  train "$photos" --out "$out/one" "$@" --gpus 1
  python3 "$(dirname "$0")/curves.py" "$out/one" "$out/two-then-one" "$out/one-then-two"
  ;;
kill)
  photos=$1 out=$2
  train "$photos" --out "$out" --gpus 2 --batch "$batch" --stage diffusion:3 --checkpoint-minutes 0.2 >"$out.txt" 2>&1 &
  run=$!
  until [ -e "$out/checkpoint.safetensors" ]; do
    kill -0 $run || { cat "$out.txt"; exit 1; }
    sleep 1
  done
  victim=$(process_of 1 "$out")
  echo "killing process $victim"
  kill -KILL "$victim"
  code=0
  wait $run || code=$?
  echo "exit code $code, and said last:"
  tail -n 1 "$out.txt"
  [ -z "$(process_of 0 "$out")" ] || { echo "the other process still runs"; exit 1; }
  train "$photos" --out "$out" --gpus 2 --batch "$batch" --stage diffusion:3 --resume --max-minutes 0.5
  ;;
*)
  echo "throughput, curves or kill, not '$mode'" >&2
  exit 2
  ;;
esac
