/* ins-card-page-private.h - what the files of the card page share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-card-choice.h"
#include "app/ins-card-list.h"
#include "app/ins-card-outputs.h"
#include "app/ins-card-page.h"
#include "app/ins-card-status.h"
#include "app/ins-choice.h"
#include "app/ins-field.h"
#include "app/ins-group.h"
#include "app/ins-throttle.h"

G_BEGIN_DECLS

struct _InsCardPage
{
  GtkBox parent_instance;

  GtkWidget *head, *form, *scan_note;
  InsCardPageParts parts;
  InsGroup *card_group;
  InsCardList *list;
  GtkLabel *none_found;
  GtkButton *look_again;

  InsGroup *part_group; /* of the simulated card */
  InsChoice *part;

  InsGroup *signal_group;
  InsChoice *channel, *range, *reference, *rate;
  GtkLabel *converter, *record;

  InsGroup *pulses_group;
  GtkCheckButton *sources[INS_N_PULSE_SOURCES];
  GtkLabel *reasons[INS_N_PULSE_SOURCES];
  GtkLabel *source_help;
  InsField *trigger_input, *sync_percent;
  InsChoice *sync_channel, *edge, *pulser;

  InsGroup *outputs_group;
  GtkSwitch *gated;
  GtkWidget *gated_box;
  GtkLabel *gated_reason;
  InsCardOutputs *outputs;
  InsField *percent_per_v, *us_per_v, *us_at_zero;

  InsGroup *encoder_group;
  InsChoice *encoder;
  InsField *encoder_um;
  GtkLabel *encoder_reason;

  GtkLabel *errors[INS_N_CARD_GROUPS];
  GtkLabel *address_label, *error;
  GtkBox *state;

  InsSession *session;
  GSettings *settings;
  InsThrottle throttle;
  gboolean updating;
  guint apply_source, peak_source;

  GPtrArray *offers; /* InsCardOffer; the simulated card last */
  guint offers_serial;
  gboolean looking;
  char *address;         /* that the session had when the form last read it */
  InsCardOffer offer;    /* of the card the form is about */
  gboolean is_known;     /* the offer was found */
  char *sim_address;     /* of the simulated card; used while offer is its own */
  InsCardWiring wiring;  /* of any other */
  GHashTable *addresses; /* char* -> char*: how each card was last wired, by the card's address */
  GPtrArray *pulsers, *encoders;     /* InsCardPart as listed */
  GArray *rates_hz;                  /* as listed */
  InsCardWire kept[INS_MAX_OUTPUTS]; /* while the switch is off */
  guint n_kept;
  gboolean mode_was_set; /* by us, to the gates only */

  gint16 *samples;
  guint capacity;
};

/* ins-card-page-cards.c: what was found, and which of it the form is about. */
/* "comedi:/dev/comedi0" of "comedi:/dev/comedi0?channel=1", "sim" of "sim:coin". (transfer full) */
char *ins_card_page_get_device (const char *address);
/* As the form says it. (transfer full) */
char *ins_card_page_make_address (InsCardPage *self);
void ins_card_page_take_offers (InsCardPage *self);
void ins_card_page_choose_offer (InsCardPage *self, const char *device);
/* The form after an address; @fit: as is best for a card that has not been wired yet. */
void ins_card_page_load (InsCardPage *self, const char *address, gboolean fit);
void ins_card_page_load_session (InsCardPage *self);
void ins_card_page_show_all (InsCardPage *self, gboolean anew);

/* ins-card-page-form.c: the wiring and the widgets. @anew: what was typed wrongly goes too. */
void ins_card_page_show (InsCardPage *self, gboolean anew);
void ins_card_page_read (InsCardPage *self);

/* ins-card-page-check.c: says in the form what is wrong; FALSE if anything is. */
gboolean ins_card_page_check (InsCardPage *self);
void ins_card_page_show_summaries (InsCardPage *self);

/* ins-card-page-signal.c: the sample rate, which is the recipe's, and the simulated part. */
void ins_card_page_show_rate (InsCardPage *self);
void ins_card_page_take_rate (InsCardPage *self);
void ins_card_page_show_part (InsCardPage *self);
void ins_card_page_take_part (InsCardPage *self);

/* ins-card-page-state.c: what comes from the card at this moment. */
void ins_card_page_show_state (InsCardPage *self);

G_END_DECLS
