<#-- The table of THIRD-PARTY.md: every library that a package holds, with the licence that its own description states. -->
# Third-party software in BCM Studio

Made by the build (`installers/pom.xml`) from the descriptions of the libraries; not to be edited.

## Libraries

| library | version | licence |
|---|---|---|
<#list dependencyMap as entry>
<#assign library = entry.getKey()/>
<#assign licences = entry.getValue()/>
| <#if library.url?? && library.url?starts_with("http")>[${library.groupId}:${library.artifactId}](${library.url})<#else>${library.groupId}:${library.artifactId}</#if> | ${library.version} | <#list licences as licence>${licence}<#if licence_has_next>; </#if></#list> |
</#list>

Where a library names several licences it may be used under any one of them.

## Native code inside the libraries

| in | component | licence |
|---|---|---|
| org.bytedeco:pytorch | libtorch (PyTorch) | BSD-3-Clause |
| org.bytedeco:openblas | OpenBLAS | BSD-3-Clause |
| org.bytedeco:openblas, org.bytedeco:pytorch | libgfortran, libquadmath, libgcc, libgomp (GCC) | GPL-3.0 with GCC Runtime Library Exception; libquadmath LGPL-2.1-or-later |
| com.microsoft.onnxruntime | ONNX Runtime and what it contains (Eigen, protobuf, oneDNN and others) | MIT; see ThirdPartyNotices.txt in the library |
| com.github.usefulness:webp-imageio | libwebp | BSD-3-Clause |
| org.openjfx | JavaFX's natives | GPL-2.0 with Classpath Exception |

CUDA and cuDNN are not part of any package; where they are used they come from the user's own installation under NVIDIA's licences.

## Models inside the packages

| model | from | licence |
|---|---|---|
| MediaPipe face detector (short range) and face mesh, converted to ONNX | npm's [@mediapipe/face_mesh](https://www.npmjs.com/package/@mediapipe/face_mesh) 0.4.1657299874, © The MediaPipe Authors | Apache-2.0; notice in `studio/bcm/face/NOTICE` of the library `model-runtime` |

Packages built where npm was not there do not hold them.

## Java

The packages hold a Java runtime linked from Eclipse Temurin (OpenJDK), GPL-2.0 with Classpath Exception. The licences of its
parts are in the folder `legal` of the runtime.
