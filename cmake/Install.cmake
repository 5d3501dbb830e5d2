# cmake --install: the program, its unit and user, the manual page, and what an admin reads.
set(BASCULE_UNIT_DIR "lib/systemd/system" CACHE STRING "Where the systemd unit goes, below the prefix")
set(BASCULE_SYSUSERS_DIR "lib/sysusers.d" CACHE STRING "Where the description of its user goes, below the prefix")
set(BASCULE_TMPFILES_DIR "lib/tmpfiles.d" CACHE STRING "Where the description of its folder goes, below the prefix")

# The unit names the program where it will be, which `cmake --install --prefix` decides.
install(
  CODE "set(BASCULE_PROGRAM \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/bascule\")
configure_file(\"${CMAKE_SOURCE_DIR}/packaging/systemd/bascule.service.in\" \"${CMAKE_BINARY_DIR}/bascule.service\" @ONLY)")
configure_file(packaging/man/bascule.1.in "${CMAKE_BINARY_DIR}/bascule.1" @ONLY)

install(TARGETS bascule RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(FILES "${CMAKE_BINARY_DIR}/bascule.service" DESTINATION "${BASCULE_UNIT_DIR}")
install(FILES packaging/systemd/bascule.sysusers DESTINATION "${BASCULE_SYSUSERS_DIR}" RENAME bascule.conf)
install(FILES packaging/systemd/bascule.tmpfiles DESTINATION "${BASCULE_TMPFILES_DIR}" RENAME bascule.conf)
install(FILES "${CMAKE_BINARY_DIR}/bascule.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES config/bascule.example.yaml README.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(DIRECTORY docs/ DESTINATION "${CMAKE_INSTALL_DOCDIR}/docs" FILES_MATCHING PATTERN "*.md" PATTERN README.md EXCLUDE)
