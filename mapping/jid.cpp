#include "mapping/jid.hpp"
