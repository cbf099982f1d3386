@echo off
rem The command line on the editor's own runtime, so that nobody needs to install Node.
setlocal
set ELECTRON_RUN_AS_NODE=1
if "%TRACKLINE_RUNTIME%"=="" set TRACKLINE_RUNTIME=node
"%TRACKLINE_RUNTIME%" "%~dp0..\dist\cli.js" %*
