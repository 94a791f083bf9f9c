/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/ins-lock.h"
#include "devices/digitizer/ins-comedi-board.h"
#include "devices/digitizer/ins-comedi-calibration.h"
#include "devices/digitizer/ins-card-scale.h"

/* How far a calibrated end may lie from the range's own, as a part of the range: real cards are off
 * by a few percent, a file that belongs to something else by anything. */
#define MOST_OFF 0.25

typedef enum
{
  FILE_ABSENT,
  FILE_UNREADABLE,
  FILE_OF_ANOTHER_CARD,
  FILE_REFUSED, /* the card did not take its settings */
  FILE_GOOD,
} FileState;

struct _InsComediCalibration
{
  comedi_t *device;
  guint subdevice;
  gboolean is_soft; /* the file holds polynomials, not settings of the card */
  char *path;       /* of the file */
  FileState state;
  comedi_calibration_t *file; /* NULL unless FILE_GOOD */
};

/* The library does not compare the names where it gives out polynomials. */
static gboolean
is_of_device (const comedi_calibration_t *file, comedi_t *device)
{
  return g_strcmp0 (file->driver_name, comedi_get_driver_name (device)) == 0 &&
         g_strcmp0 (file->board_name, comedi_get_board_name (device)) == 0;
}

/* The library reads numbers as the locale has them ("1.5" is 1 where people write a comma), and
 * its parser keeps its place in global variables. */
static comedi_calibration_t *
parse_file (const char *path)
{
  static InsLock lock = PTHREAD_MUTEX_INITIALIZER;
  locale_t plain = newlocale (LC_NUMERIC_MASK, "C", (locale_t)0);
  locale_t before = uselocale (plain);
  comedi_calibration_t *file;

  ins_lock_acquire (&lock);
  file = comedi_parse_calibration_file (path);
  ins_lock_release (&lock);

  uselocale (before);
  freelocale (plain);

  return file;
}

static void
load (InsComediCalibration *self)
{
  if (self->path == NULL || !g_file_test (self->path, G_FILE_TEST_EXISTS))
    return;

  /* the library ends the whole program when it is to read a folder */
  self->state = FILE_UNREADABLE;
  if (g_file_test (self->path, G_FILE_TEST_IS_REGULAR) && access (self->path, R_OK) == 0)
    self->file = parse_file (self->path);
  if (self->file == NULL)
    return;

  self->state = is_of_device (self->file, self->device) ? FILE_GOOD : FILE_OF_ANOTHER_CARD;
  if (self->state != FILE_GOOD)
    g_clear_pointer (&self->file, comedi_cleanup_calibration);
}

InsComediCalibration *
ins_comedi_calibration_new (comedi_t *device, guint subdevice)
{
  InsComediCalibration *self = g_new0 (InsComediCalibration, 1);
  char *path = comedi_get_default_calibration_path (device);

  self->device = device;
  self->subdevice = subdevice;
  self->is_soft = (ins_comedi_board_get_flags (device, subdevice) & SDF_SOFT_CALIBRATED) != 0;
  self->path = g_strdup (path);
  free (path);
  load (self);

  return self;
}

void
ins_comedi_calibration_free (InsComediCalibration *self)
{
  g_clear_pointer (&self->file, comedi_cleanup_calibration);
  g_free (self->path);
  g_free (self);
}

/* A number n of the driver is counts * 2^shift + zero, so that the powers of two go into the
 * coefficients and the rest into the origin: nothing is lost.
 */
static void
scale_from_polynomial (InsCardScale *scale, const comedi_polynomial_t *polynomial, guint32 maxdata)
{
  double step = ldexp (1, (int)ins_card_scale_shift (maxdata));
  double factor = 1;

  G_STATIC_ASSERT (INS_CARD_SCALE_MAX_TERMS >= COMEDI_MAX_NUM_POLYNOMIAL_COEFFICIENTS);

  scale->n_terms = polynomial->order + 1;
  scale->origin = (polynomial->expansion_origin - ins_card_scale_zero (maxdata)) / step;
  for (guint i = 0; i < scale->n_terms; i++, factor *= step)
    scale->coefficients[i] = polynomial->coefficients[i] * factor;
}

/* The file is made by another program and may hold anything. */
static gboolean
is_sane (const InsCardScale *scale, const comedi_range *range, guint32 maxdata)
{
  double most_off_v = MOST_OFF * (range->max - range->min);
  double step = ldexp (1, (int)ins_card_scale_shift (maxdata));
  double zero = ins_card_scale_zero (maxdata);

  /* NaN and infinity fail the comparison */
  return fabs (ins_card_scale_to_v (scale, -zero / step) - range->min) <= most_off_v &&
         fabs (ins_card_scale_to_v (scale, (maxdata - zero) / step) - range->max) <= most_off_v;
}

static gboolean
get_from_file (const InsComediCalibration *self,
               guint chanspec,
               const comedi_range *range,
               guint32 maxdata,
               InsCardScale *scale)
{
  comedi_polynomial_t polynomial;

  if (self->file == NULL ||
      comedi_get_softcal_converter (self->subdevice, CR_CHAN (chanspec), CR_RANGE (chanspec),
                                    COMEDI_TO_PHYSICAL, self->file, &polynomial) < 0 ||
      polynomial.order >= COMEDI_MAX_NUM_POLYNOMIAL_COEFFICIENTS)
    return FALSE;
  scale_from_polynomial (scale, &polynomial, maxdata);

  return is_sane (scale, range, maxdata);
}

/* Why the ends of the range stand in. */
static void
say_none (const InsComediCalibration *self, char *source)
{
  switch (self->state)
    {
    case FILE_GOOD:
      g_snprintf (source, INS_CALIBRATION_BYTES, _ ("none; %s has nothing usable for this range"),
                  self->path);
      break;
    case FILE_UNREADABLE:
      g_snprintf (source, INS_CALIBRATION_BYTES, _ ("none; %s cannot be read"), self->path);
      break;
    case FILE_OF_ANOTHER_CARD:
      g_snprintf (source, INS_CALIBRATION_BYTES, _ ("none; %s is of another card"), self->path);
      break;
    case FILE_REFUSED: /* is for others */
    case FILE_ABSENT:
    default:
      g_strlcpy (source, _ ("none; comedi_soft_calibrate makes one"), INS_CALIBRATION_BYTES);
      break;
    }
}

/* A card that corrects itself. */
static void
say_hard (const InsComediCalibration *self, char *source)
{
  switch (self->state)
    {
    case FILE_GOOD:
      g_snprintf (source, INS_CALIBRATION_BYTES, _ ("from %s"), self->path);
      break;
    case FILE_UNREADABLE:
      g_snprintf (source, INS_CALIBRATION_BYTES, _ ("by the card; %s cannot be read"), self->path);
      break;
    case FILE_OF_ANOTHER_CARD:
      g_snprintf (source, INS_CALIBRATION_BYTES, _ ("by the card; %s is of another card"),
                  self->path);
      break;
    case FILE_REFUSED:
      g_snprintf (source, INS_CALIBRATION_BYTES, _ ("by the card; it does not take %s"),
                  self->path);
      break;
    case FILE_ABSENT:
    default:
      g_strlcpy (source, _ ("by the card"), INS_CALIBRATION_BYTES);
      break;
    }
}

gboolean
ins_comedi_calibration_get_scale (const InsComediCalibration *self,
                                  guint chanspec,
                                  InsCardScale *scale,
                                  char *source)
{
  guint channel = CR_CHAN (chanspec), range_index = CR_RANGE (chanspec);
  comedi_range *range = comedi_get_range (self->device, self->subdevice, channel, range_index);
  guint32 maxdata = comedi_get_maxdata (self->device, self->subdevice, channel);
  comedi_polynomial_t polynomial;

  *scale = (InsCardScale){ 0 };
  if (range == NULL || range->unit != UNIT_volt || maxdata == 0)
    {
      g_strlcpy (source, _ ("none; the range is not in volts"), INS_CALIBRATION_BYTES);
      return FALSE;
    }

  if (self->is_soft && get_from_file (self, chanspec, range, maxdata, scale))
    {
      g_snprintf (source, INS_CALIBRATION_BYTES, _ ("from %s"), self->path);
      return TRUE;
    }

  if (self->is_soft)
    say_none (self, source);
  else
    say_hard (self, source);
  *scale = (InsCardScale){ 0 };
  if (comedi_get_hardcal_converter (self->device, self->subdevice, channel, range_index,
                                    COMEDI_TO_PHYSICAL, &polynomial) == 0)
    scale_from_polynomial (scale, &polynomial, maxdata);

  return !self->is_soft;
}

void
ins_comedi_calibration_apply (InsComediCalibration *self, guint chanspec)
{
  if (self->is_soft || self->state != FILE_GOOD)
    return;

  /* a setting that the card refuses leaves it as it was, which is its own calibration */
  if (comedi_apply_parsed_calibration (self->device, self->subdevice, CR_CHAN (chanspec),
                                       CR_RANGE (chanspec), CR_AREF (chanspec), self->file) < 0)
    self->state = FILE_REFUSED;
}
