#include "mapping/permissions.hpp"
