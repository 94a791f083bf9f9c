/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/ins-error.h"

/* clang-format off */
G_DEFINE_QUARK (ins-device-error-quark, ins_device_error)
G_DEFINE_QUARK (ins-recipe-error-quark, ins_recipe_error)
G_DEFINE_QUARK (ins-file-error-quark, ins_file_error)
/* clang-format on */
