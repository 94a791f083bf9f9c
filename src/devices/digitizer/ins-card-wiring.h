/* ins-card-wiring.h - how transducer, pulser and encoder are connected to a card
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/ins-uri.h"
#include "devices/digitizer/ins-digitizer.h"

G_BEGIN_DECLS

#define INS_CARD_REFERENCE_ANY -1 /* ground where the card has it, else the first it has */
#define INS_CARD_NONE -1          /* no such subdevice or line */

/* How the program learns when the pulser fired. */
typedef enum
{
  INS_PULSES_AT_REPETITION, /* every so many samples: the pulser is in step with the card's clock
                               and begins with the stream; the card's own one is looked for */
  INS_PULSES_AT_SYNC,       /* edge of the pulser's sync output on a second channel */
  INS_PULSES_AT_MAIN_BANG,  /* the first thing over a threshold on the signal channel itself */
  INS_PULSES_AT_TRIGGER,    /* the pulser triggers the card */
} InsPulseSource;

/* A flaw detector's analogue output on a channel of the card. */
typedef struct
{
  guint channel;
  InsOutputKind kind;
  char gate[INS_OUTPUT_GATE_BYTES]; /* "" for a spare one */
} InsCardWire;

/* A value. The address "comedi:/dev/comedi0?OPTION=VALUE&..." says it all; options and defaults:
 *
 *   channel=0 range=0 reference=   (ground|common|differential|other)
 *   sync=N | sync=signal           pulses cut at the edges on channel N, or at the main bang
 *   sync_percent=20                threshold in % of the range's end, 1 to 99
 *   edge=rising                    (rising|falling) of sync and trigger
 *   trigger=N                      the card's external trigger input N starts each record
 *   outputs=0:A.amplitude,1:A.time,2:I.time,3:spare   gated: channel, gate of the recipe, what
 *   percent_per_volt=10 us_per_volt= us_at_zero=0     needed for an .amplitude or a .time
 *   pulser=SUBDEVICE[.CHANNEL]     the card's counter or analogue output makes the pulser fire
 *   encoder=SUBDEVICE encoder_um=  quadrature counter latched with every pulse; um per count,
 *                                  negative: counts down while the position grows
 *   encoder_a= encoder_b= encoder_latch=   input lines, where the card's own choice is not wired
 */
typedef struct
{
  char *path; /* /dev/comedi0 */
  guint channel, range;
  int reference; /* index into ins_card_reference_names() or INS_CARD_REFERENCE_ANY */

  InsPulseSource pulses;
  guint sync_channel;
  double sync_percent;
  guint trigger_input;
  gboolean falling;

  guint n_outputs; /* 0: the card records A-scans */
  InsCardWire outputs[INS_MAX_OUTPUTS];
  double percent_per_v, us_per_v, us_at_zero; /* us_per_v NaN: not given */

  int pulser_subdevice; /* or INS_CARD_NONE */
  guint pulser_channel;
  int encoder_subdevice; /* or INS_CARD_NONE */
  double encoder_um;
  int encoder_a, encoder_b, encoder_latch; /* or INS_CARD_NONE */
} InsCardWiring;

/* "ground", "common", "differential", "other": NULL-terminated, in Comedi's order (AREF_). */
const char *const *ins_card_reference_names (void);

/**
 * ins_card_wiring_parse:
 * @self: (out caller-allocates): free with ins_card_wiring_clear() on success
 * @error: %INS_DEVICE_ERROR_URI: what is wrong and what it should look like
 *
 * Pure; also refuses what excludes one another (sync and trigger, outputs and sync, a time output
 * without us_per_volt, an encoder without encoder_um, one channel wired twice), and an option that
 * means nothing with the others (channel with outputs, edge without sync or trigger, ...).
 */
gboolean ins_card_wiring_parse (InsCardWiring *self,
                                const InsUri *uri,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ins_card_wiring_init (InsCardWiring *self, const char *path);
void ins_card_wiring_copy (InsCardWiring *to, const InsCardWiring *from);
void ins_card_wiring_clear (InsCardWiring *self);

/* (transfer full): reads back as an equal wiring; leaves out what is as by default and what means
 * nothing, so that what a form holds can be printed as it is. */
char *ins_card_wiring_to_uri (const InsCardWiring *self);

G_END_DECLS
