# How every target of the project is compiled: language, warnings, sanitizers, compiler cache.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(BASCULE_SANITIZE "" CACHE STRING "Sanitizers for the whole build, as -fsanitize= takes them")

find_program(BASCULE_CCACHE ccache)
if(BASCULE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${BASCULE_CCACHE}")
endif()

add_library(bascule_options INTERFACE)
target_include_directories(bascule_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_options(
  bascule_options
  INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
            -Woverloaded-virtual -Wduplicated-cond -Wlogical-op
            # g++ 12 at -O2 takes the frame allocator of Asio's coroutines for a mismatch.
            -Wno-mismatched-new-delete)
# The sanitizers concern Boost's own translation unit too, hence the directory scope.
if(BASCULE_SANITIZE)
  add_compile_options(-fsanitize=${BASCULE_SANITIZE} -fno-omit-frame-pointer -Og)
  add_link_options(-fsanitize=${BASCULE_SANITIZE})
  # Instrumented, g++ 12 loses sight of what a variant's constructors set.
  add_compile_options(-Wno-maybe-uninitialized)
  if(BASCULE_SANITIZE MATCHES "thread")
    # ThreadSanitizer does not understand Asio's standalone fences.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
    add_compile_options(-Wno-tsan)
  endif()
endif()

# Target all_verify_interface_header_sets compiles each header alone; it is built only when asked for.
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)

# bascule_library(<name> SOURCES ... LINK <public...> [PRIVATE <private...>])
function(bascule_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC bascule_options ${arg_LINK} PRIVATE ${arg_PRIVATE})
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.hpp")
  if(name STREQUAL "bascule_bridge")
    list(FILTER headers EXCLUDE REGEX "/bridge/(app|store)/") # libraries of their own
  endif()
  target_sources(${name} PUBLIC FILE_SET HEADERS BASE_DIRS "${CMAKE_SOURCE_DIR}" FILES ${headers})
endfunction()

# bascule_test(<name> SOURCES ... LINK <libraries...>): one GoogleTest program, each test known to ctest.
function(bascule_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE bascule_options ${arg_LINK} GTest::gtest GTest::gmock GTest::gtest_main)
  if(BASCULE_SANITIZE MATCHES "undefined")
    # Of the tests' own code only addresses are watched, which compiles in half the time; what they try has both.
    target_compile_options(${name} PRIVATE -fno-sanitize=undefined)
  endif()
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 120)
endfunction()
