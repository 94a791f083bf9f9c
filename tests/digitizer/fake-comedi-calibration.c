/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What in the library's calibration needs a device; files are parsed and polynomials looked up by
 * the library itself. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fake-comedi-card.h"

/* The library's own rule for the name. */
char *
comedi_get_default_calibration_path (comedi_t *it)
{
  const FakeCardState *state = it->card->state;
  g_autofree char *path = NULL;

  if (it->is_dead)
    {
      fake_fail (ENODEV);
      return NULL;
    }
  path = g_strdup_printf ("/var/lib/comedi/calibrations/%s_%s_comedi0", state->driver_name,
                          state->board_name);

  return strdup (state->calibration != NULL ? state->calibration : path);
}

int
comedi_get_hardcal_converter (comedi_t *it,
                              unsigned number,
                              unsigned channel,
                              unsigned index,
                              enum comedi_conversion_direction direction,
                              comedi_polynomial_t *polynomial)
{
  const comedi_range *range = comedi_get_range (it, number, channel, index);
  lsampl_t maxdata = comedi_get_maxdata (it, number, channel);

  if (range == NULL || maxdata == 0)
    return -1;
  *polynomial = (comedi_polynomial_t){ .order = 1 };
  if (direction == COMEDI_TO_PHYSICAL)
    {
      polynomial->coefficients[0] = range->min;
      polynomial->coefficients[1] = (range->max - range->min) / maxdata;
    }
  else
    {
      polynomial->expansion_origin = range->min;
      polynomial->coefficients[1] = maxdata / (range->max - range->min);
    }

  return 0;
}

static gboolean
has_number (const unsigned int *numbers, guint n, guint number)
{
  for (guint i = 0; i < n; i++)
    if (numbers[i] == number)
      return TRUE;

  return n == 0; /* none: it is for all */
}

/* The last value of a calibration converter tells which settings came last. */
int
comedi_apply_parsed_calibration (comedi_t *it,
                                 unsigned number,
                                 unsigned channel,
                                 unsigned range,
                                 unsigned aref,
                                 const comedi_calibration_t *calibration)
{
  FAKE_ENTER ();
  FakeSeen *seen = &it->card->seen;
  gboolean is_found = FALSE;

  if (it->is_dead)
    return fake_fail (ENODEV);
  if (strcmp (calibration->driver_name, it->card->state->driver_name) != 0 ||
      strcmp (calibration->board_name, it->card->state->board_name) != 0)
    return -1;

  for (guint i = 0; i < calibration->num_settings; i++)
    {
      const comedi_calibration_setting_t *setting = &calibration->settings[i];

      if (setting->subdevice != number ||
          !has_number (setting->channels, setting->num_channels, channel) ||
          !has_number (setting->ranges, setting->num_ranges, range) ||
          !has_number (setting->arefs, setting->num_arefs, aref))
        continue;
      is_found = TRUE;
      for (guint k = 0; k < setting->num_caldacs; k++)
        seen->caldac = setting->caldacs[k].value;
    }
  seen->n_calibrations += is_found ? 1 : 0;

  return is_found ? 0 : -1;
}

int
comedi_apply_calibration (comedi_t *it,
                          unsigned number,
                          unsigned channel,
                          unsigned range,
                          unsigned aref,
                          const char *path)
{
  char *usual = path == NULL ? comedi_get_default_calibration_path (it) : NULL;
  comedi_calibration_t *calibration = path != NULL || usual != NULL
                                          ? comedi_parse_calibration_file (path != NULL ? path
                                                                                        : usual)
                                          : NULL;
  int result = -1;

  if (calibration != NULL)
    result = comedi_apply_parsed_calibration (it, number, channel, range, aref, calibration);
  if (calibration != NULL)
    comedi_cleanup_calibration (calibration);
  free (usual);

  return result;
}
