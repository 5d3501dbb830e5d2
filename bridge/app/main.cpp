#include "bridge/app/command_line.hpp"
#include "bridge/app/exit_code.hpp"

#include <exception>
#include <iostream>

int main(int argc, char** argv) {
    try {
        return bascule::app::run_command_line(argc, argv);
    } catch (const std::exception& failure) {
        std::cerr << "bascule: " << failure.what() << '\n';
    }
    return bascule::app::exit_failure;
}
