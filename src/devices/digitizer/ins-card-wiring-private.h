/* ins-card-wiring-private.h - what parsing and printing an address share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-card-wiring.h"

G_BEGIN_DECLS

#define INS_WIRING_MOST_INDEX 255  /* channel, range, subdevice */
#define INS_WIRING_MOST_LINE 65535 /* as much of an input line as a chanspec holds (CR_CHAN) */

typedef enum
{
  INS_WIRING_UINT,
  INS_WIRING_INT,
  INS_WIRING_DOUBLE,
} InsWiringType;

/* What an option is good for: without it the option is a mistake and not a wish. */
typedef enum
{
  INS_WIRING_NEEDS_NOTHING,
  INS_WIRING_NEEDS_ASCANS,
  INS_WIRING_NEEDS_THRESHOLD,
  INS_WIRING_NEEDS_EDGE,
  INS_WIRING_NEEDS_AMPLITUDE,
  INS_WIRING_NEEDS_TIME,
  INS_WIRING_NEEDS_ENCODER,
} InsWiringNeed;

/* An option that is a number and nothing else. */
typedef struct
{
  const char *name;
  const char *example;
  gsize offset; /* of its field */
  InsWiringType type;
  InsWiringNeed need;
  double minimum, maximum;
} InsWiringOption;

#define INS_WIRING_N_OPTIONS 10
extern const InsWiringOption ins_wiring_options[INS_WIRING_N_OPTIONS];

gboolean ins_card_wiring_has (const InsCardWiring *self, InsWiringNeed need);

G_END_DECLS
