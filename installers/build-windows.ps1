# Builds BCM Studio's installer for Windows (x86-64) into installers\target\FLAVOUR.
#
#   installers\build-windows.ps1 [cpu|cuda] [app-image|msi]
#
# A JDK 25 (JAVA_HOME), the WiX Toolset on the PATH for an .msi, and access to Maven Central are needed.
param(
    [ValidateSet('cpu', 'cuda')] [string] $Flavour = 'cpu',
    [ValidateSet('app-image', 'msi')] [string] $Kind = 'msi'
)
$ErrorActionPreference = 'Stop'

$root = Split-Path -Parent $PSScriptRoot
$work = Join-Path $root "installers\target\$Flavour"
if (-not $env:JAVA_HOME) { throw 'Set JAVA_HOME to the folder of a JDK 25.' }
$profiles = if ($Flavour -eq 'cuda') { 'installers,cuda' } else { 'installers,!cuda' }

Push-Location $root
try {
    if (Test-Path $work) { Remove-Item -Recurse -Force $work }
    & .\mvnw.cmd -q -B -ntp "-P$profiles" "-Dinstaller.flavour=$Flavour" -DskipTests -pl installers -am package
    if ($LASTEXITCODE -ne 0) { throw 'The program could not be built.' }
    $version = ([xml](Get-Content pom.xml)).project.version
    & "$env:JAVA_HOME\bin\java.exe" -cp installers\target\classes studio.bcm.installers.Main $root $work $version $Kind
    if ($LASTEXITCODE -ne 0) { throw 'The installer could not be built.' }
    if ($Kind -eq 'msi') { Get-ChildItem $work -Filter *.msi | ForEach-Object FullName }
    else { Join-Path $work 'image\bcm-studio' }
}
finally {
    Pop-Location
}
