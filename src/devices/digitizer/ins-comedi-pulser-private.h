/* ins-comedi-pulser-private.h - what the kinds of pulser have in common
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "devices/digitizer/ins-comedi-pulser.h"

G_BEGIN_DECLS

/* One way in which cards make pulses. Functions as those of ins-comedi-pulser.h; new() is called
 * for a subdevice that suits only. */
typedef struct
{
  gboolean (*suits) (comedi_t *device, guint subdevice);
  InsComediPulser *(
      *new) (comedi_t *device, guint subdevice, guint channel, double *period_s, GError **error);
  gboolean (*start) (InsComediPulser *self, GError **error);
  gboolean (*feed) (InsComediPulser *self, GError **error); /* NULL: it runs by itself */
  void (*stop) (InsComediPulser *self);
  void (*clear) (InsComediPulser *self); /* NULL: nothing to free */
} InsComediPulserKind;

/* Begins each kind's own structure, which is allocated with g_new0(). */
struct _InsComediPulser
{
  const InsComediPulserKind *kind;
  comedi_t *device;
  guint subdevice, channel;
  gboolean is_running;
  char terminal[64];
};

extern const InsComediPulserKind ins_ni_pulser_kind;
extern const InsComediPulserKind ins_i8254_pulser_kind;
extern const InsComediPulserKind ins_pwm_pulser_kind;
extern const InsComediPulserKind ins_output_pulser_kind;

/* Sets @error from errno as it stood after a call that failed. @what: a translated clause such as
 * “could not be started”. */
void ins_comedi_pulser_set_error (GError **error,
                                  comedi_t *device,
                                  guint subdevice,
                                  int error_number,
                                  const char *what);

/* For a period that the subdevice cannot make; the ends of what it can, in s. */
void ins_comedi_pulser_set_period_error (GError **error,
                                         guint subdevice,
                                         double period_s,
                                         double shortest_s,
                                         double longest_s);

/* FALSE with @error if the subdevice has no such channel. */
gboolean
ins_comedi_pulser_check_channel (comedi_t *device, guint subdevice, guint channel, GError **error);

G_END_DECLS
