/* ins-stage-page-private.h - what the files of the stage's page share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/ins-group.h"
#include "app/ins-stage-list.h"
#include "app/ins-stage-page.h"
#include "app/ins-throttle.h"

G_BEGIN_DECLS

/* A look for stages, as far as this page wants it. */
typedef enum
{
  INS_LOOK_NONE,
  INS_LOOK_ASKED,   /* a person has to say whether the stage may be disconnected */
  INS_LOOK_FREEING, /* it is being disconnected */
  INS_LOOK_RUNNING, /* the engine looks */
} InsLook;

struct _InsStagePage
{
  GtkBox parent_instance;

  GtkWidget *head, *form, *scan_note;
  InsGroup *stage_group;
  InsStageList *list;
  GtkLabel *connection_label;
  GtkButton *connect_button;
  GtkWidget *find_button, *question_box, *finding_box;
  GtkLabel *finding_label, *none_found;
  GtkButton *stop_button;

  InsGroup *address_group;
  GtkEditable *address_entry;
  GtkLabel *address_error;

  InsGroup *trigger_group;
  GtkSwitch *trigger;
  GtkLabel *trigger_reason, *trigger_error;
  GtkWidget *trigger_card;
  GtkBox *state;

  InsSession *session;
  GSettings *settings;
  InsThrottle throttle;
  gboolean updating, bare;
  InsLook look;
  gboolean reconnect; /* after the look */
  guint offers_serial;
  char *sim_address; /* of the simulated stage, with what a person gave it */
};

/* ins-stage-page-update.c: the page after the session. */
void ins_stage_page_update (InsStagePage *self);

G_END_DECLS
