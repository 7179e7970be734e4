#!/bin/sh
# Makes norm.ptx from norm.cu, for GPUs of compute capability 7.5 and newer. nvcc writes the PTX version of its own CUDA, which older
# drivers refuse, though nothing in the file needs more than 7.0: ptxas checks that.
set -e
cd "$(dirname "$0")"
nvcc -ptx -arch=compute_75 norm.cu -o - | sed -e 's/^\.version .*/.version 7.0/' -e '/^\/\//d' -e '/^$/d' >norm.ptx
for arch in sm_75 sm_90 sm_100; do ptxas -arch=$arch norm.ptx -o /dev/null; done
