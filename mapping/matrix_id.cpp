#include "mapping/matrix_id.hpp"
