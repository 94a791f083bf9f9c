/* ins-zaber-stage-private.h - what the files of InsZaberStage share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/stage/ins-zaber-protocol.h"
#include "devices/stage/ins-zaber-stage.h"

G_BEGIN_DECLS

#define INS_ZABER_ANSWER_S 0.4 /* a device answers within a few milliseconds */
#define INS_ZABER_MAX_WARNINGS 8
#define INS_ZABER_MAX_TRIES 16

/* Of a device's replies. */
typedef enum
{
  INS_ZABER_UNASKED, /* nobody knows yet */
  INS_ZABER_BARE,    /* it cannot: nothing protects them */
  INS_ZABER_SUMMED,  /* they have checksums, as we have found it */
  INS_ZABER_SUMMED_BY_US,
} InsZaberSums;

/* One of the rig's; device 0: it has none. */
typedef struct
{
  guint device, number;
  double um_per_step;                   /* NaN: nobody knows */
  double speed_data, acceleration_data; /* as the user has set them */
  double speed_now, acceleration_now;   /* as they are set now; NaN unknown */
  gboolean takes_speed;                 /* with a move */
  guint n_warnings;
  char warnings[INS_ZABER_MAX_WARNINGS][3];
} InsZaberAxis;

typedef struct
{
  guint number, n_axes, id;
  double version;
  char warning[3]; /* the gravest when its axes were last asked for theirs */
  gboolean is_busy;
} InsZaberDevice;

/* Threads: see InsSerialStage; everything here belongs to the motion worker. */
struct _InsZaberStage
{
  InsSerialStage parent_instance;

  InsZaberAxis axes[INS_N_AXES];
  InsZaberDevice devices[INS_N_AXES]; /* those with one of the axes */
  guint n_devices;

  guint8 sums[INS_ZABER_MAX_DEVICE + 1]; /* InsZaberSums, by number */
  int next_id;
  guint trigger_device;
};

typedef struct
{
  guint device, axis;
  const char *command; /* not owned */
  gboolean is_motion;  /* begins one: a stop holds it back */
  gboolean only_once;  /* would do something else if it came twice */

  int ids[INS_ZABER_MAX_TRIES]; /* it was sent with these: each may be answered */
  guint n_ids;
  guint n_sent;
  gboolean is_done;
  InsZaberMessage reply; /* also a rejection */
} InsZaberRequest;

/* ---- ins-zaber-exchange.c ---- */

/**
 * ins_zaber_stage_exchange:
 * @requests: in the order in which they are written
 *
 * Sends them together and waits for all replies. What is not answered within 0.15 s is sent again
 * unless it must not; so is what a device was too busy for.
 *
 * Returns: %FALSE with %INS_DEVICE_ERROR_LOST when the time is up
 */
gboolean ins_zaber_stage_exchange (InsZaberStage *self,
                                   InsZaberRequest *requests,
                                   guint n_requests,
                                   double until_s,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Why a request was refused, in words. */
void
ins_zaber_stage_set_refusal (InsZaberStage *self, const InsZaberRequest *request, GError **error);

/* One request. %FALSE also with _REFUSED (_LIMIT for a target out of range) when it is rejected.
 * @request: its reply is kept. */
gboolean ins_zaber_stage_command (InsZaberStage *self,
                                  InsZaberRequest *request,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A command that is repeated as need be. */
gboolean ins_zaber_stage_tell (InsZaberStage *self,
                               guint device,
                               guint axis,
                               const char *command,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads a setting of all axes of a device, twice where no checksum protects it. FALSE with an
 * error, also _PROTOCOL; *n_values 0 if the device has no such setting. */
gboolean ins_zaber_stage_get_values (InsZaberStage *self,
                                     guint device,
                                     const char *setting,
                                     double *values,
                                     guint *n_values,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Asks a device for checksums in its replies (comm.checksum) before anything that it says is used.
 */
gboolean ins_zaber_stage_want_checksums (InsZaberStage *self,
                                         guint device,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Where they were asked for by us. */
void ins_zaber_stage_give_up_checksums (InsZaberStage *self);

/* ---- ins-zaber-connect.c ---- */

gboolean ins_zaber_stage_connect (InsSerialStage *stage,
                                  InsStageInfo *info,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* ---- ins-zaber-query.c ---- */

gboolean ins_zaber_stage_query (InsSerialStage *stage,
                                InsSerialState *state,
                                double until_s,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean ins_zaber_axis_has_alarm (const InsZaberAxis *axis);

/* ---- ins-zaber-trigger.c ---- */

gboolean ins_zaber_stage_set_trigger (InsSerialStage *stage,
                                      InsAxis axis,
                                      double start_mm,
                                      double end_mm,
                                      double step_mm,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
