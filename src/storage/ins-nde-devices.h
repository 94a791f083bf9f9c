/* ins-nde-devices.h - stage and card in plain sentences, for whoever gets the file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "scan/ins-line-data.h"

G_BEGIN_DECLS

/* (transfer full): lines in English: names, how the card acquires and at which address, what its
 * counts mean. UTF-8 whatever drivers and controllers say. */
char *ins_nde_describe_devices (const InsScanInfo *info);

G_END_DECLS
