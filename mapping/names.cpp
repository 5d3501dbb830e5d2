#include "mapping/names.hpp"
